import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../page/App.tsx";
import { alreadySignedIn } from "../testing/accounts.ts";
import { caughtFiles } from "../testing/caughtFiles.ts";
import { aDashboard } from "../testing/samples.ts";
import { json, problem, Server } from "../testing/server.ts";

const DASHBOARD = "GET /api/admin/analytics/dashboard";
const DEFINITIONS = "GET /api/admin/metrics/definitions";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics");
});

test("a time zone is asked for, and the pages of figures keep it with the days", async () => {
  const server = new Server().on(DASHBOARD, () => json(aDashboard()));
  render(<App />);
  const zone = await screen.findByLabelText("Time zone");
  await userEvent.type(zone, "Asia/Kolkata{Enter}");
  expect(server.to(DASHBOARD).at(-1)?.query.get("timeZone")).toBe("Asia/Kolkata");
  expect(screen.getByRole("link", { name: "Revenue" })).toHaveAttribute(
    "href",
    "/admin/analytics/revenue?from=2011-11-01&to=2011-11-30&timeZone=Asia%2FKolkata",
  );
});

test("the figures are saved as a table, of which the number of rows is said", async () => {
  const saved = caughtFiles();
  const headers = { "X-Row-Count": "1", "Content-Disposition": 'attachment; filename="dashboard.csv"' };
  const server = new Server().on(DASHBOARD, ({ query }) =>
    query.get("format") === "csv" ? new Response("figure,value\r\nusers.new,3\r\n", { headers }) : json(aDashboard()),
  );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Download CSV" }));
  expect(await screen.findByText("Saved 1 row.")).toBeVisible();
  expect(saved.map(({ name }) => name)).toEqual(["dashboard.csv"]);
  expect(await saved[0]?.blob.text()).toBe("figure,value\r\nusers.new,3\r\n");
  const asked = server.to(DASHBOARD).at(-1);
  expect(asked?.headers.get("Authorization")).toMatch(/^Bearer /);
  expect(asked?.query.get("compare")).toBe("previous");
});

test("a table that cannot be had says why", async () => {
  new Server().on(DASHBOARD, ({ query }) =>
    query.get("format") === "csv" ? problem(503, "unavailable", "Try again later", "Busy.") : json(aDashboard()),
  );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Download CSV" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Try again later");
});

test("a figure is explained in the API's words, which are asked for once", async () => {
  const gross = { name: "users.new", title: "New users", words: "Users whose earliest registration …", version: 1 };
  const server = new Server()
    .on(DASHBOARD, () => json(aDashboard()))
    .on(DEFINITIONS, () =>
      json({ definitionVersion: 2, definitions: [{ ...gross, inputs: ["user_registered"], unit: "users" }] }),
    );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "New users" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New users" }));
  expect(dialog.getByText("Users whose earliest registration …")).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Close" }));
  await userEvent.click(screen.getByRole("button", { name: "Active users" }));
  expect(await screen.findByText("There is no definition of this name.")).toBeVisible();
  expect(server.to(DEFINITIONS)).toHaveLength(1);
});
