import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { BackfillProgress } from "./backfill.ts";

const BACKFILLS = "/api/admin/metrics/backfill";
const ONE = `${BACKFILLS}/b1`;

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/data/backfills?from=2026-01-01&to=2026-01-04");
});

afterEach(() => {
  vi.useRealTimers();
});

function aBackfill(changes: Partial<BackfillProgress> = {}): BackfillProgress {
  return {
    backfillId: "b1",
    from: "2026-01-01",
    to: "2026-01-04",
    status: "RUNNING",
    days: 4,
    daysDone: 1,
    requestedBy: "somebody",
    requestedAt: "2026-01-10T10:00:00Z",
    lastProgressAt: "2026-01-10T10:01:00Z",
    supersededBy: null,
    rollUpsChanged: 0,
    sealedDays: [],
    pendingDays: ["2026-01-02", "2026-01-03", "2026-01-04"],
    ...changes,
  };
}

test("days are counted again, and the page follows until all are done", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const user = userEvent.setup({ advanceTimers: (delay) => vi.advanceTimersByTime(delay) });
  const done = aBackfill({ status: "DONE", daysDone: 4, rollUpsChanged: 2, pendingDays: [] });
  const server = new Server()
    .on(`GET ${BACKFILLS}`, () => json({ items: [], nextCursor: null }))
    .on(`POST ${BACKFILLS}`, () => json(aBackfill(), 202))
    .on(`GET ${ONE}`, () => json(aBackfill()));
  render(<App />);
  await user.click(await screen.findByRole("button", { name: "Count again" }));
  expect(await screen.findByText(/At work: 1 of 4 days counted again/)).toBeVisible();
  expect(server.to(`POST ${BACKFILLS}`)[0]?.body).toEqual({ from: "2026-01-01", to: "2026-01-04" });
  expect(window.location.pathname).toBe("/admin/data/backfills/b1");
  server.on(`GET ${ONE}`, () => json(done));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await screen.findByText("Done: 4 of 4 days counted again, 2 quarter-hours were off.")).toBeVisible();
  const asked = server.to(`GET ${ONE}`).length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.to(`GET ${ONE}`)).toHaveLength(asked);
});

test("days that are being counted again already are refused with the way to that backfill", async () => {
  new Server()
    .on(`GET ${BACKFILLS}`, () => json({ items: [], nextCursor: null }))
    .on(`POST ${BACKFILLS}`, () =>
      problem(409, "backfill-running", "Already at work", "Backfill b0 is at work.", { backfillId: "b0" }),
    );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Count again" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Some of these days are being counted again already.");
  expect(screen.getByRole("link", { name: "backfill b0" })).toHaveAttribute("href", "/admin/data/backfills/b0");
});

test("days the wrong way round are not sent, and what the API finds wrong stands beside its field", async () => {
  const server = new Server()
    .on(`GET ${BACKFILLS}`, () => json({ items: [], nextCursor: null }))
    .on(`POST ${BACKFILLS}`, () =>
      problem(422, "invalid", "Not valid", "to is in the future", {
        errors: [{ field: "to", message: "is in the future" }],
      }),
    );
  render(<App />);
  fireEvent.change(await screen.findByLabelText("First day"), { target: { value: "2026-01-05" } });
  await userEvent.click(screen.getByRole("button", { name: "Count again" }));
  expect(screen.getByLabelText("First day")).toBeInvalid();
  expect(server.to(`POST ${BACKFILLS}`)).toHaveLength(0);
  fireEvent.change(screen.getByLabelText("Last day"), { target: { value: "2099-01-01" } });
  await userEvent.click(screen.getByRole("button", { name: "Count again" }));
  expect(await screen.findByText("is in the future")).toBeVisible();
  expect(screen.getByLabelText("Last day")).toHaveAccessibleDescription("is in the future");
});

test("a stalled backfill can be taken up again", async () => {
  window.history.replaceState(null, "", "/admin/data/backfills/b1");
  const server = new Server()
    .on(`GET ${BACKFILLS}`, () => json({ items: [aBackfill({ status: "STALLED" })], nextCursor: null }))
    .on(`GET ${ONE}`, () => json(aBackfill({ status: "STALLED", sealedDays: ["2026-01-01"] })))
    .on(`POST ${ONE}/resume`, () => json(aBackfill()));
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Resume" }));
  expect(await screen.findByText(/^At work/)).toBeVisible();
  expect(server.to(`POST ${ONE}/resume`)).toHaveLength(1);
});
