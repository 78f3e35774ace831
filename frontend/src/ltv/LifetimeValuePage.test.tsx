import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../page/App.tsx";
import { alreadySignedIn } from "../testing/accounts.ts";
import { aHead } from "../testing/analyticsSamples.ts";
import { json, Server } from "../testing/server.ts";
import { ROUTE, type ClientValues, type Prediction } from "./ltv.ts";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics/lifetime-value");
});

function aPrediction(changes: Partial<Prediction> = {}): Prediction {
  const expected = {
    clients: 40,
    alive: 31.5,
    purchases: 80.4,
    purchasesPerClient: 2.01,
    value: 1_234_567,
    valuePerClient: 30_864,
    grossSoFar: 500_000,
  };
  return {
    repeating: 20,
    frequency: {
      status: "at_edge",
      words: "The model fits as a limit.",
      parameters: { r: 0.5, alpha: 4, a: 0.1, b: 2 },
      logLikelihood: -100,
      atEdge: ["b"],
    },
    value: {
      status: "ok",
      words: "The model fits.",
      parameters: { p: 6, q: 4, v: 15 },
      logLikelihood: -90,
      atEdge: [],
    },
    correlation: 0.1,
    refundShare: 0.05,
    longestWeeks: 60,
    immature: false,
    expected,
    cohorts: [{ month: "2011-10", expected }],
    top: [
      {
        userId: "maya",
        purchaseDays: 5,
        alive: 0.9,
        purchases: 6,
        dayValue: 20_000,
        value: 120_000,
        grossSoFar: 90_000,
      },
    ],
    ...changes,
  };
}

function someValues(changes: Partial<ClientValues> = {}): ClientValues {
  return {
    ...aHead(),
    observedTo: "2011-11-30",
    horizonMonths: 12,
    discountRate: 0.1,
    cohorts: [
      {
        month: "2011-10",
        days: { from: "2011-10-01", to: "2011-10-31" },
        partial: false,
        clients: 50,
        byCurrency: {
          GBP: {
            ...{ payers: 40, payments: 60, gross: 500_000, refunded: 25_000, net: 475_000 },
            ...{ grossPerClient: 10_000, netPerClient: 9_500 },
            ...{ cumulative: [300_000, null], cumulativePerClient: [6_000, null] },
          },
        },
      },
    ],
    predicted: { GBP: aPrediction() },
    previous: null,
    ...changes,
  };
}

test("what clients paid stands by month, and what is expected with the state of the models in words", async () => {
  new Server().on(`GET ${ROUTE}`, () => json(someValues()));
  render(<App />);
  const paid = within(await screen.findByRole("table", { name: /^Paid so far/ }));
  expect(paid.getByRole("row", { name: "2011-10 50 40 60 £5,000.00 £250.00 £4,750.00 £95.00" })).toBeVisible();
  expect(screen.getByRole("heading", { name: "Expected within 12 months, in GBP" })).toBeVisible();
  expect(screen.getByRole("heading", { name: "How often clients buy (BG/NBD) Fitted at its edge" })).toBeVisible();
  expect(screen.getByText("The model fits as a limit.")).toBeVisible();
  expect(screen.getAllByText("£12,345.67")[0]).toBeVisible();
  expect(screen.getByRole("link", { name: "maya" })).toHaveAttribute("href", "/admin/users/maya");
});

test("a model that cannot be fitted says why, and its figures are left open", async () => {
  const none = { status: "no_repeats", words: "Nobody bought on a second day yet.", parameters: {} };
  const model = { ...none, logLikelihood: null, atEdge: [] };
  const open = { alive: null, purchases: null, purchasesPerClient: null, value: null, valuePerClient: null };
  const prediction = aPrediction({
    frequency: model,
    immature: true,
    longestWeeks: 8,
    expected: { ...open, clients: 0, grossSoFar: 0 },
    cohorts: [],
    top: [],
  });
  new Server().on(`GET ${ROUTE}`, () => json(someValues({ predicted: { GBP: prediction } })));
  render(<App />);
  expect(await screen.findByText("Nobody bought on a second day yet.")).toBeVisible();
  expect(screen.getByText("Nobody came back yet")).toBeVisible();
  expect(screen.getByText("Expected value").closest("div")).toHaveTextContent("–");
  expect(screen.getByText(/The longest history has 8 weeks/)).toBeVisible();
});

test("how far ahead to look is asked of the server and kept in the address", async () => {
  const server = new Server().on(`GET ${ROUTE}`, () => json(someValues({ cohorts: [], predicted: {} })));
  render(<App />);
  expect(await screen.findByText(/^No client who registered in these days/)).toBeVisible();
  await userEvent.type(screen.getByLabelText("Months ahead"), "24");
  await waitFor(() => {
    expect(Object.fromEntries(server.to(`GET ${ROUTE}`).at(-1)?.query ?? [])).toEqual({
      compare: "previous",
      horizonMonths: "24",
    });
  });
  expect(window.location.search).toBe("?horizonMonths=24");
});

test("the clients of the period before stand beside those of the period", async () => {
  const { cohorts } = someValues();
  const [cohort] = cohorts;
  if (!cohort) throw new Error("The sample has a month.");
  const expected = { ...aPrediction().expected, value: 1_000_000, clients: 0 };
  const previous = {
    period: { from: "2010-10-01", to: "2010-10-31" },
    cohorts: [{ ...cohort, month: "2010-10", clients: 20 }],
    predicted: { GBP: aPrediction({ expected, correlation: null }) },
  };
  new Server().on(`GET ${ROUTE}`, () => json(someValues({ previous })));
  render(<App />);
  await userEvent.click(await screen.findByText("Who registered from Oct 1, 2010 to Oct 31, 2010"));
  const before = within(screen.getByRole("table", { name: "Paid so far by clients of the period before, GBP" }));
  expect(before.getByRole("row", { name: /^2010-10 20 40/ })).toBeVisible();
  const metric = (name: string) => screen.getByRole("button", { name }).closest("[data-metric]");
  expect(metric("Expected value")).toHaveTextContent("£12,345.67+23.5% from £10,000.00");
  expect(metric("Buyers")).toHaveTextContent("40– from 0");
  expect(metric("How often and how much go together")).toHaveTextContent("0.10– from –");
});
