import { render, screen, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aHead, measured } from "../../testing/analyticsSamples.ts";
import { json, Server } from "../../testing/server.ts";

const SERVICES = "GET /api/admin/analytics/revenue-by-service";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics/services");
});

function amounts(gross: number) {
  const figures = { payments: 1, gross, returned: 0, unattributed: 0, netByPaymentDate: gross };
  return measured({ ...figures, feeGross: 0, fees: 0, takeRate: 0.1, averageOrderValue: gross }, 0.25);
}

test("each service type tells what it brought, and which part of all that is", async () => {
  const row = (serviceType: string, gross: number, share: number) => ({
    ...amounts(gross),
    serviceType,
    currency: "GBP",
    share: { value: share, previous: null, change: null },
  });
  new Server().on(SERVICES, () =>
    json({
      ...aHead(),
      rows: [row("visa", 7_500, 0.75), row("UNKNOWN", 2_500, 0.25)],
      totals: { GBP: amounts(10_000) },
    }),
  );
  render(<App />);
  const table = within(await screen.findByRole("table", { name: "Service types, GBP" }));
  expect(table.getByRole("row", { name: /^visa/ })).toHaveTextContent(/^visa1£75\.00.*\+25%75%$/);
  expect(table.getByRole("row", { name: /^Not told/ })).toHaveTextContent("25%");
  expect(table.getByRole("row", { name: /^All/ })).toHaveTextContent("£100.00");
});

test("days without payments say so", async () => {
  new Server().on(SERVICES, () => json({ ...aHead(), rows: [], totals: {} }));
  render(<App />);
  expect(await screen.findByText("No payment was completed in these days.")).toBeVisible();
});
