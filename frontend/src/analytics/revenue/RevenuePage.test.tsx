import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aHead, measured } from "../../testing/analyticsSamples.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Revenue, RevenueRow } from "./revenue.ts";

const REVENUE = "GET /api/admin/analytics/revenue";

const AMOUNTS = {
  payments: 2,
  gross: 12_345,
  refunds: 1,
  refunded: 345,
  net: 12_000,
  returned: 45,
  unattributed: 300,
  netByPaymentDate: 12_000,
  feeGross: 10_000,
  fees: 1_000,
  takeRate: 0.1,
  averageOrderValue: 6_172.5,
};

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics/revenue");
});

function figure(path: string): Element | null {
  return document.querySelector(`[data-metric="${path}"]`);
}

function aRow(changes: Partial<RevenueRow> = {}): RevenueRow {
  return {
    label: "2011-10-30",
    from: "2011-10-30",
    to: "2011-10-30",
    partial: false,
    complete: true,
    hours: 25,
    payingCustomers: 2,
    newCustomers: 1,
    byCurrency: { GBP: AMOUNTS },
    ...changes,
  };
}

function aRevenue(changes: Partial<Revenue> = {}): Revenue {
  return {
    ...aHead(),
    granularity: "day",
    weekStart: "monday",
    rows: [aRow()],
    totals: { GBP: measured(AMOUNTS, 0.5) },
    ...measured({ payingCustomers: 2, newCustomers: 1, returningCustomers: 1 }),
    previous: null,
    ...changes,
  };
}

test("money is told row by row and in all, refunds both ways, and a long day says so", async () => {
  new Server().on(REVENUE, () => json(aRevenue()));
  render(<App />);
  const rows = within((await screen.findByText("Money in GBP, row by row")).closest("table") ?? document.body);
  expect(rows.getByText(/^Oct 30, 2011/).closest("tr")).toHaveTextContent(
    "Oct 30, 2011 25 hours2£123.451£3.45£120.00£0.45£3.00£120.00£10.0010%£61.73",
  );
  expect(figure("revenue.GBP.returned")).toHaveTextContent("Refunded, by payment date£0.45–+50%");
  expect(figure("revenue.returningCustomers")).toHaveTextContent("1");
});

test("weeks with any first day can be asked for, and what is not whole or not over is marked", async () => {
  const week = aRow({ label: "2011-11-06", from: "2011-11-06", to: "2011-11-08", partial: true, complete: false });
  const server = new Server().on(REVENUE, () => json(aRevenue({ rows: [{ ...week, hours: 72 }] })));
  window.history.replaceState(null, "", "/admin/analytics/revenue?granularity=week");
  render(<App />);
  fireEvent.change(await screen.findByLabelText("Weeks begin on"), { target: { value: "sunday" } });
  await waitFor(() => {
    expect(window.location.search).toBe("?granularity=week&weekStart=sunday");
  });
  expect(Object.fromEntries(server.to(REVENUE).at(-1)?.query ?? [])).toEqual({
    compare: "previous",
    granularity: "week",
    weekStart: "sunday",
  });
  expect(document.querySelector('[data-row="2011-11-06"]')).toHaveTextContent(
    /^2011-11-06.*partialnot complete yet2£123\.45/,
  );
});

test("days without money say so, and a refusal is explained", async () => {
  const server = new Server().on(REVENUE, () => json(aRevenue({ rows: [], totals: {} })));
  render(<App />);
  expect(await screen.findByText(/No payment was completed/)).toBeVisible();
  const errors = [{ field: "timeZone", message: "There is no time zone of this name." }];
  server.on(REVENUE, () => problem(422, "validation", "The request breaks a rule", "One is wrong.", { errors }));
  await userEvent.type(screen.getByLabelText("Time zone"), "Mars{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent("timeZone: There is no time zone of this name.");
});
