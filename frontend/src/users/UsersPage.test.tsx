import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../page/App.tsx";
import { saveAsFile } from "../page/saveAsFile.ts";
import { alreadySignedIn } from "../testing/accounts.ts";
import { json, problem, Server } from "../testing/server.ts";
import type { Erasure, User } from "./user.ts";

vi.mock("../page/saveAsFile.ts", () => ({ saveAsFile: vi.fn() }));

const MAYA = "/api/admin/users/maya";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/users/maya");
});

afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

function aUser(changes: Partial<User> = {}): User {
  return {
    userId: "maya",
    profile: {
      role: "CLIENT",
      channel: "search",
      registeredAt: "2026-01-02T10:00:00Z",
      firstRequestAt: null,
      firstPaidAt: null,
      firstReviewedAt: null,
      money: { GBP: { payments: 2, gross: 12_345, refunds: 0, refunded: 0, fees: 0 } },
      attributes: { plan: { value: "pro", at: "2026-01-03T10:00:00Z", eventId: "e1" } },
      devices: ["phone"],
    },
    held: [
      { what: "behaviouralEvents", count: 1_234 },
      { what: "rejectedEvents", count: 0 },
    ],
    heldComplete: true,
    erasure: null,
    ...changes,
  };
}

function anErasure(changes: Partial<Erasure> = {}): Erasure {
  return {
    erasureId: "a".repeat(64),
    state: "running",
    step: "events",
    waitsUntil: null,
    requestedBy: "somebody",
    requestedAt: "2026-01-04T10:00:00Z",
    finishedAt: null,
    rounds: 1,
    removed: [{ what: "behaviouralEvents", store: "events", how: "deleted", count: 1_234 }],
    proof: null,
    notes: ["The audit cannot be changed."],
    mentions: [],
    ...changes,
  };
}

const RECEIPT = anErasure({
  state: "done",
  step: "done",
  finishedAt: "2026-01-04T10:05:00Z",
  proof: [{ what: "behaviouralEvents", store: "events", count: 0 }],
  mentions: [{ kind: "flag", key: "new_checkout", fields: ["userIds"] }],
});

test("a user is looked up by an id of any characters, and what is known and held is told", async () => {
  window.history.replaceState(null, "", "/admin/users");
  // `~` and the base64url of “team/maya”.
  const server = new Server().on("GET /api/admin/users/~dGVhbS9tYXlh", () => json(aUser()));
  render(<App />);
  await userEvent.type(await screen.findByLabelText("User id"), "team/maya");
  await userEvent.click(screen.getByRole("button", { name: "Look up" }));
  expect(await screen.findByRole("row", { name: "Behavioural events 1,234" })).toBeVisible();
  expect(screen.getByRole("row", { name: /^GBP 2 £123.45/ })).toBeVisible();
  expect(screen.getByRole("row", { name: /^plan pro/ })).toBeVisible();
  expect(screen.queryByText("Rejected events")).not.toBeInTheDocument();
  expect(window.location.pathname).toBe("/admin/users/team%2Fmaya");
  expect(server.received).toHaveLength(1);
});

test("an id of which nothing is held is no error", async () => {
  new Server().on(`GET ${MAYA}`, () => problem(404, "not-found", "Not found", "Nothing is held of such a user."));
  render(<App />);
  expect(await screen.findByText(/^Nothing is held of a user with this id/)).toBeVisible();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("an export is read to its last page and saved as one file", async () => {
  const server = new Server()
    .on(`GET ${MAYA}`, () => json(aUser()))
    .on(`GET ${MAYA}/export`, ({ query }) => {
      const isFirst = query.get("cursor") === null;
      const headers = { "X-Row-Count": isFirst ? "2" : "1", ...(isFirst && { "X-Next-Cursor": "more" }) };
      return new Response(isFirst ? '{"n":1}\n{"n":2}\n' : '{"n":3}\n', { headers });
    });
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Download everything" }));
  expect(await screen.findByText("Saved 3 lines.")).toBeVisible();
  expect(saveAsFile).toHaveBeenCalledExactlyOnceWith(
    '{"n":1}\n{"n":2}\n{"n":3}\n',
    "application/x-ndjson",
    "user-maya.jsonl",
  );
  expect(server.to(`GET ${MAYA}/export`)).toHaveLength(2);
});

test("a user is erased only once the id is typed, and the page follows until the receipt is there", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const user = userEvent.setup({ advanceTimers: (delay) => vi.advanceTimersByTime(delay) });
  const server = new Server()
    .on(`GET ${MAYA}`, () => json(aUser()))
    .on(`GET ${MAYA}/erasure`, () => json(anErasure()))
    .on(`DELETE ${MAYA}`, () => {
      server.on(`GET ${MAYA}`, () => json(aUser({ erasure: anErasure() })));
      return json(anErasure(), 202);
    });
  render(<App />);
  await user.click(await screen.findByRole("button", { name: "Erase this user…" }));
  const dialog = within(screen.getByRole("dialog"));
  await user.type(dialog.getByLabelText("Type the user’s id to confirm"), "may");
  expect(dialog.getByRole("button", { name: "Erase for good" })).toBeDisabled();
  await user.type(dialog.getByLabelText("Type the user’s id to confirm"), "a");
  await user.click(dialog.getByRole("button", { name: "Erase for good" }));
  expect(await screen.findByText(/Step 2 of 9: Removing events/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Erase this user…" })).not.toBeInTheDocument();

  server
    .on(`GET ${MAYA}/erasure`, () => json(RECEIPT))
    .on(`GET ${MAYA}`, () => json(aUser({ profile: null, held: [], erasure: RECEIPT })));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await screen.findByRole("heading", { name: "This user was erased" })).toBeVisible();
  await waitFor(() => {
    expect(screen.queryByRole("heading", { name: "Profile" })).not.toBeInTheDocument();
  });
  const asked = server.to(`GET ${MAYA}/erasure`).length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.to(`GET ${MAYA}/erasure`)).toHaveLength(asked);
});

test("of a user who was erased already, the receipt is all that is left", async () => {
  new Server().on(`GET ${MAYA}`, () => json(aUser({ profile: null, held: [], erasure: RECEIPT })));
  render(<App />);
  expect(await screen.findByRole("heading", { name: "This user was erased" })).toBeVisible();
  expect(screen.getByRole("row", { name: "Behavioural events events Deleted 1,234 0" })).toBeVisible();
  expect(screen.getByRole("link", { name: "new_checkout" })).toHaveAttribute(
    "href",
    "/admin/feature-flags/new_checkout",
  );
  expect(screen.queryByRole("button", { name: "Download everything" })).not.toBeInTheDocument();
});
