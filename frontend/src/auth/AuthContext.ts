import { createContext, useContext } from "react";
import type { Session } from "./session.ts";

export interface Auth {
  readonly session: Session | null;
  /** Why nobody is signed in any more, to be shown above the sign-in form. */
  readonly notice: string | null;
  readonly begin: (session: Session) => void;
  /** Ends the session, at the admin's wish or (with a notice) because its token no longer counts. */
  readonly end: (notice?: string) => void;
}

export const AuthContext = createContext<Auth | null>(null);

export function useAuth(): Auth {
  const auth = useContext(AuthContext);
  if (!auth) throw new Error("useAuth needs an AuthProvider above it");
  return auth;
}
