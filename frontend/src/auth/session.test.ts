import { expect, test } from "vitest";
import { idToken } from "../testing/accounts.ts";
import { sessionFrom, storedSession, storeSession } from "./session.ts";

test("a session says who is signed in, as what, and until when", () => {
  const now = Date.now();
  const session = sessionFrom(idToken({ email: "zoë@example.com", roles: ["ADMIN", "CA"] }), now);
  expect(session).toMatchObject({ email: "zoë@example.com", roles: ["ADMIN", "CA"] });
  expect(Math.abs((session?.expiresAt ?? 0) - now - 3_600_000)).toBeLessThan(2_000);
});

test.each([
  ["expired", idToken({ expiresIn: -1 })],
  ["no token", "nonsense"],
  ["empty", ""],
  ["no JSON", "a.b.c"],
])("a token that is %s opens no session", (_what, token) => {
  expect(sessionFrom(token)).toBeNull();
});

test("a stored session is found again until it is removed", () => {
  const session = sessionFrom(idToken());
  storeSession(session);
  expect(storedSession()).toEqual(session);
  storeSession(null);
  expect(storedSession()).toBeNull();
});
