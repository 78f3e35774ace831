import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { json, noContent, Server } from "../../testing/server.ts";
import type { RejectedEvent } from "./rejected.ts";

const EVENTS = "/api/admin/rejected-events";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/data/rejected-events");
});

function anEvent(changes: Partial<RejectedEvent> = {}): RejectedEvent {
  return {
    id: "r1",
    name: "page_viewed",
    eventId: "e1",
    userId: "maya",
    anonymousId: null,
    timestamp: "2026-01-02T10:00:00Z",
    rejectedAt: "2026-01-02T10:00:01Z",
    expiresAt: "2026-01-09T10:00:01Z",
    message: "plan is required",
    schemaVersion: 3,
    stored: false,
    sender: { kind: "user", id: "maya" },
    ...changes,
  };
}

test("an event says what it broke, shows its properties and can be thrown away", async () => {
  const server = new Server()
    .on(`GET ${EVENTS}`, () => json({ items: [anEvent()], nextCursor: null }))
    .on(`GET ${EVENTS}/r1`, () => json({ ...anEvent(), properties: { page: "/pricing" } }))
    .on(`DELETE ${EVENTS}/r1`, () => {
      server.on(`GET ${EVENTS}`, () => json({ items: [], nextCursor: null }));
      return noContent();
    });
  render(<App />);
  expect(await screen.findByRole("row", { name: /page_viewed maya plan is required/ })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Properties of r1" }));
  expect(await screen.findByText(/\/pricing/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Delete r1" }));
  await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Delete it" }));
  expect(await screen.findByText("No rejected event fits these filters.")).toBeVisible();
  expect(server.to(`DELETE ${EVENTS}/r1`)).toHaveLength(1);
});

test("all events of a name are replayed to the last portion, and what still breaks its schema is told why", async () => {
  const stays = { id: "r9", reason: "schema_violated", message: "plan is required", retryable: false };
  const server = new Server()
    .on(`GET ${EVENTS}`, () => json({ items: [anEvent()], nextCursor: null }))
    .on(`POST ${EVENTS}/replay`, ({ body }) =>
      "cursor" in (body as object)
        ? json({ stored: 20, storedBefore: 1, rejected: [stays], unknown: [], nextCursor: null })
        : json({ stored: 100, storedBefore: 0, rejected: [], unknown: [], nextCursor: "more" }),
    );
  render(<App />);
  await userEvent.type(await screen.findByLabelText("Event"), "page_viewed");
  await userEvent.click(await screen.findByRole("button", { name: "Replay all page_viewed" }));
  const outcome = await screen.findByRole("alert");
  expect(outcome).toHaveTextContent("120 taken in, 1 stored before, 1 still rejected.");
  expect(outcome).toHaveTextContent("r9: plan is required");
  expect(server.to(`POST ${EVENTS}/replay`).map(({ body }) => body)).toEqual([
    { name: "page_viewed" },
    { name: "page_viewed", cursor: "more" },
  ]);
  await waitFor(() => {
    expect(window.location.search).toBe("?name=page_viewed");
  });
});
