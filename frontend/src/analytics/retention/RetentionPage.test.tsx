import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aHead } from "../../testing/analyticsSamples.ts";
import { json, Server } from "../../testing/server.ts";

const RETENTION = "GET /api/admin/analytics/retention";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics/retention");
});

function aRetention(cohorts: readonly object[]) {
  const overall = [{ week: 0, users: 20, active: 10, rate: { value: 0.5, previous: 0.4, change: 0.25 } }];
  return { ...aHead(), weekStart: "monday", role: null, cohorts, overall, previous: null };
}

const COHORT = {
  days: { from: "2011-11-21", to: "2011-11-27" },
  size: 20,
  complete: true,
  cells: [
    { week: 0, active: 10, rate: 0.5 },
    { week: 1, active: null, rate: null },
  ],
};

test("a cohort's weeks say how many came back, and one that is not over is a dash and no nought", async () => {
  new Server().on(RETENTION, () => json(aRetention([COHORT])));
  render(<App />);
  const table = within(await screen.findByRole("table", { name: "Cohorts by the week of registration" }));
  const [size, first, second] = within(table.getByRole("row", { name: /^Nov 21, 2011/ })).getAllByRole("cell");
  expect(size).toHaveTextContent("20");
  expect(first).toHaveTextContent("50% (10)");
  expect(second).toHaveTextContent("– not over yet");
  expect(screen.getByRole("row", { name: "Week 0 20 10 50% +25%" })).toBeVisible();
});

test("cohorts of one role can be asked for, and weeks in which nobody registered say so", async () => {
  const server = new Server().on(RETENTION, () => json(aRetention([])));
  render(<App />);
  await userEvent.selectOptions(await screen.findByLabelText("Registered as"), "CA");
  expect(server.to(RETENTION).at(-1)?.query.get("role")).toBe("CA");
  expect(await screen.findByText("Nobody registered in these weeks.")).toBeVisible();
});
