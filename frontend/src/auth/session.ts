import { isRecord } from "../api/json.ts";

/** Who is signed in, as their ID token says it. The API checks the token; here it is only read. */
export interface Session {
  readonly idToken: string;
  /** Who they are to the API, for ever. */
  readonly subject: string;
  readonly email: string;
  readonly roles: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const STORAGE_KEY = "sextant.idToken";

/** Reads a session from an ID token; `null` when it is no token or has expired. */
export function sessionFrom(idToken: string, now: number = Date.now()): Session | null {
  const claims = claimsOf(idToken);
  if (typeof claims?.["exp"] !== "number") return null;
  const expiresAt = claims["exp"] * 1000;
  if (expiresAt <= now) return null;
  const groups = claims["cognito:groups"];
  return {
    idToken,
    subject: typeof claims["sub"] === "string" ? claims["sub"] : "",
    email: [claims["email"], claims["cognito:username"], claims["sub"]].find((name) => typeof name === "string") ?? "",
    roles: Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [],
    expiresAt,
  };
}

/** The session that this browser tab still holds, if it has not expired. */
export function storedSession(): Session | null {
  const idToken = sessionStorage.getItem(STORAGE_KEY);
  return idToken === null ? null : sessionFrom(idToken);
}

export function storeSession(session: Session | null): void {
  if (session) sessionStorage.setItem(STORAGE_KEY, session.idToken);
  else sessionStorage.removeItem(STORAGE_KEY);
}

function claimsOf(idToken: string): Record<string, unknown> | null {
  const payload = idToken.split(".")[1];
  if (!payload) return null;
  try {
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(claims) ? claims : null;
  } catch {
    return null;
  }
}
