import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { DayOfMetrics, MissingDates } from "./days.ts";

const DAILY = "/api/admin/metrics/daily";
const MISSING = "/api/admin/metrics/missing-dates";
const RESTATEMENTS = "/api/admin/metrics/restatements";
const CHECKS = "/api/admin/metrics/checks";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/data?from=2026-01-01&to=2026-01-03");
});

const HEAD = {
  period: { from: "2026-01-01", to: "2026-01-03" },
  timeZone: "Europe/London",
  asOf: "2026-01-03T12:00:00Z",
  definitionVersion: 2,
  completeness: { status: "partial", daysComplete: 2, days: 3, pendingBuckets: 1 },
} as const;

function aDay(day: string, changes: Partial<DayOfMetrics> = {}): DayOfMetrics {
  return {
    day,
    hours: 24,
    newUsers: 1,
    activeUsers: 2,
    requestsCreated: 3,
    payingCustomers: 4,
    newCustomers: 1,
    byCurrency: {},
    watermark: "2026-01-03T12:00:00Z",
    complete: true,
    closedAt: "2026-01-02T00:10:00Z",
    sealed: false,
    ...changes,
  };
}

function served(missing: Partial<MissingDates> = {}): Server {
  const days = [
    aDay("2026-01-01", { sealed: true }),
    aDay("2026-01-02", { complete: false }),
    aDay("2026-01-03", { complete: false, closedAt: null }),
  ];
  const previous = {
    period: { from: "2025-12-29", to: "2025-12-31" },
    days: [aDay("2025-12-30", { newUsers: 77, sealed: true })],
  };
  const found = { ...HEAD, knownFrom: "2026-01-01", daysExpected: 2, daysMissing: 0, missing: [], ...missing };
  return new Server()
    .on(`GET ${DAILY}`, () => json({ ...HEAD, days, previous }))
    .on(`GET ${MISSING}`, () => json(found))
    .on(`GET ${RESTATEMENTS}`, () => json({ items: [], nextCursor: null }))
    .on(`GET ${CHECKS}`, () => json({ items: [] }));
}

test("each day says how far it is: sealed, closed with late events under way, or not complete", async () => {
  const server = served();
  render(<App />);
  const table = within(await screen.findByRole("table", { name: "Figures of each day, latest first" }));
  const [, third, second, first] = table.getAllByRole("row");
  expect(third).toHaveTextContent("Not complete");
  expect(second).toHaveTextContent(/Closed.*late events are being counted/);
  expect(first).toHaveTextContent("Sealed");
  expect(await screen.findByText(/No day is missing: 2 days/)).toBeVisible();
  expect(Object.fromEntries(server.to(`GET ${DAILY}`)[0]?.query ?? [])).toEqual({
    from: "2026-01-01",
    to: "2026-01-03",
    compare: "previous",
  });
});

test("the days before fold away below the days", async () => {
  served();
  render(<App />);
  await userEvent.click(await screen.findByText("The days before, Dec 29, 2025 to Dec 31, 2025"));
  const table = within(screen.getByRole("table", { name: "Figures of each day before, latest first" }));
  expect(table.getByRole("row", { name: /77/ })).toHaveTextContent("Sealed");
});

test("a missing day says why, and one that a backfill can bring back leads to it", async () => {
  served({
    daysMissing: 2,
    missing: [
      { day: "2026-01-01", reason: "lost", message: "What was stored is gone." },
      { day: "2026-01-02", reason: "notClosedYet", message: "The next ticks close it." },
    ],
  });
  render(<App />);
  expect(await screen.findByText("What was stored is gone.")).toBeVisible();
  expect(screen.getByRole("link", { name: "Count 2026-01-01 again" })).toHaveAttribute(
    "href",
    "/admin/data/backfills?from=2026-01-01&to=2026-01-01",
  );
  expect(screen.queryByRole("link", { name: "Count 2026-01-02 again" })).not.toBeInTheDocument();
});

test("a restatement tells what a closed day said before and after, and why it changed", async () => {
  served()
    .on(`GET ${RESTATEMENTS}`, () =>
      json({
        items: [
          {
            day: "2026-01-01",
            timeZone: "Europe/London",
            closedAt: "2026-01-02T00:10:00Z",
            restatedAt: "2026-01-03T09:00:00Z",
            causes: ["erasure", "event"],
            changes: [{ figure: "users.new.CLIENT", before: 12, after: 11 }],
            definitionVersion: 2,
          },
        ],
        nextCursor: null,
      }),
    )
    .on(`GET ${CHECKS}`, () => problem(503, "unavailable", "Not now", "Try again in a moment."));
  render(<App />);
  const table = await screen.findByRole("table", { name: /^Restatements/ });
  expect(table).toHaveTextContent("a user was erased, events came late");
  expect(table).toHaveTextContent("users.new.CLIENT 12 → 11");
});
