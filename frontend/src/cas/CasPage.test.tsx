import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../page/App.tsx";
import { alreadySignedIn } from "../testing/accounts.ts";
import { aHead, measured } from "../testing/analyticsSamples.ts";
import { json, problem, Server } from "../testing/server.ts";
import type { CaFigures, ListedCa, ScoreCard, Utilization } from "./cas.ts";

const UTILIZATION = "/api/admin/analytics/ca-utilization";
const CAS = "/api/admin/analytics/cas";

const TIME = {
  availableMinutes: 600,
  bookedMinutes: 330,
  utilizedMinutes: 300,
  utilization: 0.5,
  outsideMinutes: 30,
  doubleBookedMinutes: 0,
};

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics/cas?from=2011-11-01&to=2011-11-02");
});

function aUtilization(changes: Partial<Utilization> = {}): Utilization {
  const day = { from: "2011-11-01", to: "2011-11-01", partial: false, complete: true, hours: 24, offering: 1 };
  return {
    ...aHead(),
    granularity: "day",
    weekStart: "monday",
    totals: measured({ ...TIME, offering: 1 }),
    rows: [
      { label: "2011-11-01", ...day, ...TIME },
      {
        ...{ label: "2011-11-02", ...day, from: "2011-11-02", to: "2011-11-02", offering: 0 },
        ...{ availableMinutes: 0, bookedMinutes: 0, utilizedMinutes: 0, outsideMinutes: 0, doubleBookedMinutes: 0 },
        utilization: null,
      },
    ],
    top: [{ caId: "carla", ...TIME }],
    bottom: [{ caId: "team/carl", ...TIME, utilization: 0 }],
    previous: null,
    ...changes,
  };
}

function aListedCa(changes: Partial<ListedCa> = {}): ListedCa {
  return {
    caId: "carla",
    ...TIME,
    rating: 4.5,
    ratings: 2,
    firstResponseMs: 5_400_000,
    responses: 3,
    completed: 4,
    cancelled: 1,
    completionRate: 0.8,
    byCurrency: {},
    previous: null,
    ...changes,
  };
}

function served(): Server {
  return new Server()
    .on(`GET ${UTILIZATION}`, () => json(aUtilization()))
    .on(`GET ${CAS}`, () => json({ ...aHead(), items: [aListedCa()], nextCursor: null }));
}

test("utilization is told for all, for each day and for the busiest and the idlest, who lead to their score cards", async () => {
  served();
  render(<App />);
  const days = within(await screen.findByRole("table", { name: "Utilization over time" }));
  expect(days.getAllByRole("row")[1]).toHaveTextContent("50%110 h5.5 h0.5 h");
  expect(days.getAllByRole("row")[2]).toHaveTextContent(/2011.*–0/);
  const idlest = within(screen.getByRole("table", { name: "Idlest CAs" }));
  expect(idlest.getByRole("link", { name: "team/carl" })).toHaveAttribute(
    "href",
    "/admin/analytics/cas/team%2Fcarl?from=2011-11-01&to=2011-11-02",
  );
  const row = within(await screen.findByRole("table", { name: "Score cards of CAs" })).getAllByRole("row")[1];
  expect(row).toHaveTextContent(/1.5 h/);
});

test("score cards are sorted by the server, page by page", async () => {
  const server = served().on(`GET ${CAS}`, ({ query }) =>
    query.get("cursor") === "more"
      ? json({ ...aHead(), items: [aListedCa({ caId: "zoe" })], nextCursor: null })
      : json({ ...aHead(), items: [aListedCa()], nextCursor: "more" }),
  );
  render(<App />);
  await userEvent.selectOptions(await screen.findByLabelText("Sorted by"), "Rating");
  await userEvent.selectOptions(screen.getByLabelText("Order"), "Lowest first");
  await waitFor(() => {
    expect(Object.fromEntries(server.to(`GET ${CAS}`).at(-1)?.query ?? [])).toEqual({
      from: "2011-11-01",
      to: "2011-11-02",
      compare: "previous",
      sort: "rating",
      order: "asc",
      limit: "25",
    });
  });
  await userEvent.click(await screen.findByRole("button", { name: "Show more CAs" }));
  expect(await screen.findByRole("link", { name: "zoe" })).toBeVisible();
});

test("each CA stands beside what they were in the period before", async () => {
  const figures: CaFigures = aListedCa({ utilization: 0.25, rating: null, cancelled: 7 });
  served().on(`GET ${CAS}`, () => json({ ...aHead(), items: [aListedCa({ previous: figures })], nextCursor: null }));
  render(<App />);
  const table = within(await screen.findByRole("table", { name: "Score cards of CAs" }));
  expect(table.getByRole("row", { name: /^carla/ })).toHaveTextContent(
    "carla50%from 25%10 hfrom 10 h5.5 hfrom 5.5 h4.52 ratingsfrom –1.5 hfrom 1.5 h4from 41from 7",
  );
});

test("a score card stands beside the period before, under an id of any characters", async () => {
  window.history.replaceState(null, "", "/admin/analytics/cas/team%2Fcarl");
  const { rating, ratings, firstResponseMs, responses, completed, cancelled, completionRate } = aListedCa();
  const figures = { ...TIME, ratings, responses, completed, cancelled };
  const ratios = { rating: rating ?? 0, firstResponseMs: firstResponseMs ?? 0, completionRate: completionRate ?? 0 };
  const money = { payments: 1, gross: 12_345, returned: 0, netByPaymentDate: 12_345, feeGross: 0, fees: 0 };
  const card: ScoreCard = {
    ...aHead(),
    ...{ ...measured({ ...figures, ...ratios }, 0.25), caId: "team/carl" },
    byCurrency: { GBP: { ...measured({ ...money, takeRate: 0, averageOrderValue: 12_345 }) } },
  };
  // `~` and the base64url of “team/carl”.
  const server = new Server().on(`GET ${CAS}/~dGVhbS9jYXJs`, () => json(card));
  render(<App />);
  expect(await screen.findByRole("heading", { name: "CA team/carl" })).toBeVisible();
  expect(await screen.findByRole("row", { name: /^Gross £123.45/ })).toBeVisible();
  expect(screen.getByText("1.5 h")).toBeVisible();
  expect(server.received[0]?.query.get("compare")).toBe("previous");
});

test("a CA that nobody knows is explained", async () => {
  window.history.replaceState(null, "", "/admin/analytics/cas/nobody");
  new Server().on(`GET ${CAS}/nobody`, () => problem(404, "not-found", "Not found", "There is no CA nobody."));
  render(<App />);
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no CA nobody.");
});
