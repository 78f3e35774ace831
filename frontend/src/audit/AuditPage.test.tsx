import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../page/App.tsx";
import { alreadySignedIn } from "../testing/accounts.ts";
import { anEntry } from "../testing/auditSamples.ts";
import { json, problem, Server } from "../testing/server.ts";

const AUDIT = "/api/admin/audit";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/audit");
});

test("an entry tells who did what to which thing, and unfolds what was before and after", async () => {
  new Server().on(`GET ${AUDIT}`, () => json({ items: [anEntry()], nextCursor: null }));
  render(<App />);
  const row = await screen.findByRole("row", { name: /somebody/ });
  expect(row).toHaveTextContent("Changed");
  expect(row).toHaveTextContent("name, included users");
  expect(screen.getByRole("link", { name: "new_checkout" })).toHaveAttribute(
    "href",
    "/admin/feature-flags/new_checkout/history",
  );
  await userEvent.click(screen.getByRole("button", { name: /^What changed/ }));
  expect(screen.getByText("Newer checkout")).toBeVisible();
  const users = screen.getByText("included users").closest("div");
  expect(users).toHaveTextContent("before: ann");
  expect(users).toHaveTextContent("after: cleo");
  expect(users).not.toHaveTextContent("bob");
});

test("an entry about an experiment leads to its history and calls its fields what its page calls them", async () => {
  const entry = anEntry({
    action: "experiment.phase_opened",
    entity: { type: "experiment", id: "blue_button" },
    before: { key: "blue_button", trafficPercentage: 10 },
    after: { key: "blue_button", trafficPercentage: 50 },
  });
  new Server().on(`GET ${AUDIT}`, () => json({ items: [entry], nextCursor: null }));
  render(<App />);
  expect(await screen.findByRole("link", { name: "blue_button" })).toHaveAttribute(
    "href",
    "/admin/experiments/blue_button/history",
  );
  expect(screen.getByRole("cell", { name: /^Phase opened/ })).toHaveTextContent("traffic");
});

test("entries are asked for by who, what, which thing and days of this browser's calendar", async () => {
  const server = new Server().on(`GET ${AUDIT}`, () => json({ items: [], nextCursor: null }));
  render(<App />);
  expect(await screen.findByText("No entry fits these filters.")).toBeVisible();
  await userEvent.selectOptions(screen.getByLabelText("What was done"), "Rolled out");
  fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-01-01" } });
  fireEvent.change(screen.getByLabelText("To"), { target: { value: "2026-01-31" } });
  await userEvent.type(screen.getByLabelText("Of which thing"), "flag:new_checkout");
  await waitFor(() => {
    expect(Object.fromEntries(server.to(`GET ${AUDIT}`).at(-1)?.query ?? [])).toEqual({
      action: "flag.rollout_changed",
      entity: "flag:new_checkout",
      from: new Date("2026-01-01T00:00").toISOString(),
      to: new Date("2026-02-01T00:00").toISOString(),
      limit: "25",
    });
  });
  expect(window.location.search).toContain("entity=flag%3Anew_checkout");
});

test("who and which thing are typed one right after the other, and both are asked for", async () => {
  const server = new Server().on(`GET ${AUDIT}`, () => json({ items: [], nextCursor: null }));
  render(<App />);
  await userEvent.type(await screen.findByLabelText("Who"), "ann");
  await userEvent.type(screen.getByLabelText("Of which thing"), "flag:a");
  await waitFor(() => {
    const asked = server.to(`GET ${AUDIT}`).at(-1)?.query;
    expect([asked?.get("actor"), asked?.get("entity")]).toEqual(["ann", "flag:a"]);
  });
  expect(screen.getByLabelText("Who")).toHaveValue("ann");
});

test("of two filters that take effect together, before the page is drawn again, neither undoes the other", async () => {
  const server = new Server().on(`GET ${AUDIT}`, () => json({ items: [], nextCursor: null }));
  render(<App />);
  fireEvent.change(await screen.findByLabelText("Who"), { target: { value: "ann" } });
  fireEvent.change(screen.getByLabelText("Of which thing"), { target: { value: "flag:a" } });
  // Nothing is drawn until the act is over, and by then both pauses are.
  await act(() => new Promise<void>((resolve) => setTimeout(resolve, 600)));
  expect(window.location.search).toBe("?actor=ann&entity=flag%3Aa");
  await waitFor(() => {
    const asked = server.to(`GET ${AUDIT}`).at(-1)?.query;
    expect([asked?.get("actor"), asked?.get("entity")]).toEqual(["ann", "flag:a"]);
  });
  expect(screen.getByLabelText("Who")).toHaveValue("ann");
});

test("further entries are read even when a page came back empty", async () => {
  new Server().on(`GET ${AUDIT}`, ({ query }) =>
    query.get("cursor") === "more"
      ? json({
          items: [anEntry({ action: "sdk_key.revoked", entity: { type: "sdk-key", id: "k1" } })],
          nextCursor: null,
        })
      : json({ items: [], nextCursor: "more" }),
  );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Show more" }));
  expect(await screen.findByRole("cell", { name: /^Key revoked/ })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
});

test("a log that cannot be read is explained and can be tried again", async () => {
  const server = new Server().on(`GET ${AUDIT}`, () => problem(403, "forbidden", "Not allowed", "This needs ADMIN."));
  render(<App />);
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("This needs ADMIN.");
  server.on(`GET ${AUDIT}`, () => json({ items: [anEntry()], nextCursor: null }));
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "new_checkout" })).toBeVisible();
});
