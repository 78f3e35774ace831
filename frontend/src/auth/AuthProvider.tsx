import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { AuthContext } from "./AuthContext.ts";
import { storedSession, storeSession, type Session } from "./session.ts";

export const SESSION_ENDED = "Your session has ended. Please sign in again.";

/** Browsers fire timers that are further away than 2^31 ms at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Holds the session of this browser tab, through reloads, until it expires or is ended. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null>(storedSession);
  const [notice, setNotice] = useState<string | null>(null);

  const begin = useCallback((next: Session) => {
    storeSession(next);
    setNotice(null);
    setSession(next);
  }, []);
  const end = useCallback((why?: string) => {
    storeSession(null);
    setNotice(why ?? null);
    setSession(null);
  }, []);

  useEffect(() => {
    if (!session) return;
    const left = Math.min(session.expiresAt - Date.now(), LONGEST_TIMER_MS);
    const timer = setTimeout(() => {
      end(SESSION_ENDED);
    }, left);
    return () => {
      clearTimeout(timer);
    };
  }, [session, end]);

  const auth = useMemo(() => ({ session, notice, begin, end }), [session, notice, begin, end]);
  return <AuthContext value={auth}>{children}</AuthContext>;
}
