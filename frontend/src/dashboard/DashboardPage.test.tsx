import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../page/App.tsx";
import { alreadySignedIn } from "../testing/accounts.ts";
import { aDashboard, measure } from "../testing/samples.ts";
import { json, problem, Server } from "../testing/server.ts";

const DASHBOARD = "GET /api/admin/analytics/dashboard";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics");
});

function figure(path: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(`[data-metric="${path}"]`);
  if (!element) throw new Error(`no figure ${path}`);
  return element;
}

test("figures stand beside those of the period before and the change", async () => {
  const november = {
    payments: measure(2769, 2000, 0.3845),
    gross: measure(150_949_633, 120_000_000, 0.2579),
    refunds: measure(441, 500, -0.118),
    refunded: measure(4_774_008, 0, null),
    net: measure(146_175_625, 120_000_000, 0.2181),
    averageOrderValue: measure(54_514.1325),
    arpu: measure(87_846.0486),
    feeGross: measure(1_000_000),
    fees: measure(125_000),
    takeRate: measure(0.125),
  };
  new Server().on(DASHBOARD, () =>
    json(
      aDashboard({
        users: {
          new: measure(321, 300, 0.07),
          active: measure(1664),
          newByRole: { CLIENT: measure(321) },
          activeByRole: {},
          activeNew: measure(321),
          activeReturning: measure(1343),
        },
        requests: {
          created: measure(8),
          byStatus: {},
          reached: { COMPLETED: measure(2), ACCEPTED: measure(6) },
          reachedRate: { COMPLETED: measure(0.25), ACCEPTED: measure(0.75) },
        },
        revenue: {
          payingCustomers: measure(1664),
          newCustomers: measure(300),
          returningCustomers: measure(1364),
          byCurrency: { GBP: november },
        },
        engagement: { dau: measure(88.4), wau: measure(500), mau: measure(1664), stickiness: measure(0.0531) },
      }),
    ),
  );
  render(<App />);
  await screen.findByRole("heading", { name: "Revenue" });
  expect(figure("users.new")).toHaveTextContent("New users321+7% from 300");
  expect(figure("users.newByRole.CLIENT")).toHaveTextContent("CLIENT321");
  expect(figure("revenue.GBP.payments")).toHaveTextContent("2,7692,000+38.5%");
  expect(figure("revenue.GBP.gross")).toHaveTextContent("£1,509,496.33£1,200,000.00+25.8%");
  expect(figure("revenue.GBP.refunds")).toHaveTextContent("441500-11.8%");
  expect(figure("revenue.GBP.refunded")).toHaveTextContent("£47,740.08£0.00–");
  expect(figure("revenue.GBP.net")).toHaveTextContent("£1,461,756.25");
  expect(figure("revenue.GBP.averageOrderValue")).toHaveTextContent("£545.14");
  expect(figure("revenue.GBP.arpu")).toHaveTextContent("£878.46");
  expect(figure("revenue.GBP.takeRate")).toHaveTextContent("12.5%");
  expect(figure("revenue.returningCustomers")).toHaveTextContent("1,364");
  expect(figure("users.activeReturning")).toHaveTextContent("1,343");
  const reached = [...document.querySelectorAll('[data-metric^="requests.reached."]')];
  expect(reached.map((row) => row.textContent)).toEqual(["ACCEPTED675%––", "COMPLETED225%––"]);
  expect(figure("engagement.stickiness")).toHaveTextContent("5.3%");
});

test("what the figures cover is said: days, time zone, as of when, how complete", async () => {
  const completeness = { status: "partial" as const, daysComplete: 29, days: 30, pendingBuckets: 3 };
  new Server().on(DASHBOARD, () => json(aDashboard({ completeness })));
  render(<App />);
  expect(await screen.findByText(/days in Europe\/London/)).toHaveTextContent("Nov 1, 2011 to Nov 30, 2011");
  expect(screen.getByText(/As of/)).toHaveTextContent("Dec 1, 2011");
  expect(screen.getByTestId("completeness")).toHaveTextContent(
    "Not complete yet: 29 of 30 days over and counted, 3 quarter-hours wait to be counted",
  );
});

test("days without events say so instead of showing bare zeros", async () => {
  new Server().on(DASHBOARD, () => json(aDashboard()));
  render(<App />);
  expect(await screen.findByText(/Nothing happened in these days/)).toBeVisible();
});

test("a failure is explained and can be tried again", async () => {
  const refused = [{ field: "from", message: "must not be after to" }];
  const server = new Server().on(DASHBOARD, () =>
    problem(422, "validation", "The request breaks a rule", "One parameter is wrong.", { errors: refused }),
  );
  render(<App />);
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The request breaks a rule");
  expect(alert).toHaveTextContent("from: must not be after to");
  expect(alert).toHaveTextContent("request-1");
  server.on(DASHBOARD, () => json(aDashboard()));
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/As of/)).toBeVisible();
});

test("the comparison is on until it is switched off", async () => {
  const server = new Server().on(DASHBOARD, () => json(aDashboard()));
  render(<App />);
  await userEvent.click(await screen.findByLabelText("Compare with the period before"));
  expect(screen.queryByText(/^from /)).not.toBeInTheDocument();
  expect(server.to(DASHBOARD).map(({ query }) => query.get("compare"))).toEqual(["previous", null]);
});

test("chosen days are asked for and stand in the address", async () => {
  const server = new Server().on(DASHBOARD, () => json(aDashboard()));
  render(<App />);
  await screen.findByText(/As of/);
  const from = screen.getByLabelText("From");
  await userEvent.clear(from);
  await userEvent.type(from, "2011-11-15");
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(Object.fromEntries(server.to(DASHBOARD).at(-1)?.query ?? [])).toEqual({
    from: "2011-11-15",
    to: "2011-11-30",
    compare: "previous",
  });
  expect(window.location.search).toBe("?from=2011-11-15&to=2011-11-30");
});

test("a range that ends before it starts is not asked for", async () => {
  const server = new Server().on(DASHBOARD, () => json(aDashboard()));
  render(<App />);
  await screen.findByText(/As of/);
  const from = screen.getByLabelText("From");
  await userEvent.clear(from);
  await userEvent.type(from, "2011-12-15");
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("must not be after");
  expect(server.to(DASHBOARD)).toHaveLength(1);
});
