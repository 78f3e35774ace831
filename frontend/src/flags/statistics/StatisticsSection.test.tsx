import { render, screen, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aFlag } from "../../testing/samples.ts";
import { json, Server } from "../../testing/server.ts";
import type { FlagStatistics } from "./statistics.ts";

const FLAG = "/api/admin/feature-flags/new_checkout";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/feature-flags/new_checkout/statistics");
});

function statistics(complete: boolean): FlagStatistics {
  const counted = { value: true, variant: "on", count: 3 };
  return {
    key: "new_checkout",
    from: "2026-01-01",
    to: "2026-01-02",
    timeZone: "Europe/London",
    asOf: "2026-01-02T12:00:00Z",
    evaluations: {
      total: 4,
      byValue: [
        { ...counted, share: 0.75 },
        { value: false, variant: "off", count: 1, share: 0.25 },
      ],
      daily: [
        { day: "2026-01-01", total: 0, byValue: [] },
        { day: "2026-01-02", total: 4, byValue: [counted, { value: false, variant: "off", count: 1 }] },
      ],
    },
    lastEvaluatedAt: "2026-01-02T11:59:00Z",
    usersKnown: complete ? 200 : null,
    coverage: {
      complete,
      progress: complete ? 1 : 0.4,
      users: complete ? { total: 200, byRole: { CA: 50, CLIENT: 150 } } : { total: 80, byRole: { CLIENT: 80 } },
      byValue: complete
        ? [
            {
              value: true,
              variant: "on",
              users: 150,
              percentage: 75,
              byRole: { CLIENT: { users: 150, percentage: 100 } },
            },
          ]
        : [],
      asOf: "2026-01-02T12:00:00Z",
      flagsVersion: 3,
    },
  };
}

test("evaluations are told by value and by day", async () => {
  new Server().on(`GET ${FLAG}`, () => json(aFlag())).on(`GET ${FLAG}/stats`, () => json(statistics(true)));
  render(<App />);
  const table = within(await screen.findByRole("table", { name: "By value" }));
  expect(table.getByRole("row", { name: "true (on) 3 75%" })).toBeVisible();
  expect(table.getByRole("row", { name: "false (off) 1 25%" })).toBeVisible();
  expect(screen.getByRole("row", { name: "Jan 2, 2026 3 1 4", hidden: true })).toBeInTheDocument();
});

test("coverage shows how far it came and is asked for again until everybody was gone through", async () => {
  const server = new Server()
    .on(`GET ${FLAG}`, () => json(aFlag()))
    .on(`GET ${FLAG}/stats`, () => json(statistics(false)));
  render(<App />);
  expect(await screen.findByRole("progressbar")).toHaveAccessibleName("80 users gone through so far, about 40%");
  expect(screen.getByText("being counted")).toBeVisible();
  server.on(`GET ${FLAG}/stats`, () => json(statistics(true)));
  const table = within(await screen.findByRole("table", { name: "Users by value" }));
  expect(table.getByRole("row", { name: "true (on) 150 (75%) 0 (0%) 150 (100%)" })).toBeVisible();
  expect(screen.queryByRole("progressbar")).not.toBeInTheDocument();
});
