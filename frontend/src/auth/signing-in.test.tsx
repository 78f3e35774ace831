import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "../page/App.tsx";
import { admits, alreadySignedIn, CONFIG, idToken } from "../testing/accounts.ts";
import { aDashboard } from "../testing/samples.ts";
import { json, problem, Server } from "../testing/server.ts";

const DASHBOARD = "GET /api/admin/analytics/dashboard";

function platform(): Server {
  return new Server()
    .on("GET /config.json", () => json(CONFIG))
    .on(DASHBOARD, () => json(aDashboard()))
    .on("GET /api/admin/feature-flags", () => json({ items: [], nextCursor: null }));
}

async function signIn(email = "admin@example.com", password = "secret"): Promise<void> {
  await userEvent.type(await screen.findByLabelText("E-mail address"), email);
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

afterEach(() => {
  vi.useRealTimers();
});

test("an admin signs in with a password and the API is called with the ID token", async () => {
  const token = idToken();
  const server = admits(platform(), token);
  render(<App />);
  await signIn("admin@example.com", "secret");
  expect(await screen.findByRole("heading", { name: "Dashboard" })).toBeVisible();
  expect(server.to("POST /_cognito/")[0]).toMatchObject({
    body: {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: "client-1",
      AuthParameters: { USERNAME: "admin@example.com", PASSWORD: "secret" },
    },
  });
  await screen.findByText(/As of/);
  expect(server.to(DASHBOARD)[0]?.headers.get("Authorization")).toBe(`Bearer ${token}`);
});

test("a wrong password is told without saying whether the account exists, and the address stays", async () => {
  platform().on("POST /_cognito/", () =>
    json({ __type: "UserNotFoundException", message: "User does not exist" }, 400),
  );
  render(<App />);
  await signIn("nobody@example.com");
  expect(await screen.findByRole("alert")).toHaveTextContent("The e-mail address or the password is wrong.");
  expect(screen.getByLabelText("E-mail address")).toHaveValue("nobody@example.com");
});

test("an account that is no admin is told so and kept out", async () => {
  const server = admits(platform(), idToken({ email: "client@example.com", roles: ["CLIENT"] }));
  render(<App />);
  await signIn("client@example.com");
  expect(await screen.findByRole("alert")).toHaveTextContent("client@example.com is not an administrator");
  expect(sessionStorage).toHaveLength(0);
  expect(server.to(DASHBOARD)).toHaveLength(0);
});

test("the first sign-in to an account asks for a new password", async () => {
  const server = platform().on("POST /_cognito/", ({ headers }) =>
    headers.get("X-Amz-Target")?.endsWith("InitiateAuth")
      ? json({ ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "challenge-1" })
      : json({ AuthenticationResult: { IdToken: idToken() } }),
  );
  render(<App />);
  await signIn("new@example.com");
  await userEvent.type(await screen.findByLabelText("New password"), "a better one");
  await userEvent.click(screen.getByRole("button", { name: "Set the password and sign in" }));
  expect(await screen.findByRole("heading", { name: "Dashboard" })).toBeVisible();
  expect(server.to("POST /_cognito/")[1]?.body).toMatchObject({
    Session: "challenge-1",
    ChallengeResponses: { USERNAME: "new@example.com", NEW_PASSWORD: "a better one" },
  });
});

test("a deployment without a sign-in configuration says so and can be asked again", async () => {
  const server = platform().on("GET /config.json", () => new Response("<!doctype html>"));
  render(<App />);
  expect(await screen.findByRole("alert")).toHaveTextContent("config.json");
  server.on("GET /config.json", () => json(CONFIG));
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByLabelText("Password")).toBeVisible();
});

test("a reload keeps the session, and signing out ends it", async () => {
  alreadySignedIn();
  platform();
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Sign out" }));
  expect(await screen.findByLabelText("Password")).toBeVisible();
  expect(sessionStorage).toHaveLength(0);
});

test("a token that the API no longer accepts leads back to the sign-in with the reason", async () => {
  alreadySignedIn();
  platform().on(DASHBOARD, () => problem(401, "unauthenticated", "Who is calling?", "The token has expired."));
  render(<App />);
  expect(await screen.findByText("Your session has ended. Please sign in again.")).toBeVisible();
  expect(await screen.findByLabelText("Password")).toBeVisible();
});

test("a session ends by itself when its token expires", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  alreadySignedIn(idToken({ expiresIn: 600 }));
  platform();
  render(<App />);
  expect(await screen.findByRole("heading", { name: "Dashboard" })).toBeVisible();
  act(() => {
    vi.advanceTimersByTime(601_000);
  });
  expect(await screen.findByText("Your session has ended. Please sign in again.")).toBeVisible();
});
