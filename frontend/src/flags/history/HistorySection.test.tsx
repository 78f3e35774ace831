import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { anEntry } from "../../testing/auditSamples.ts";
import { aFlag } from "../../testing/samples.ts";
import { json, problem, Server } from "../../testing/server.ts";

const FLAG = "/api/admin/feature-flags/new_checkout";
const AUDIT = "/api/admin/audit";

const OLD = aFlag({ version: 6, name: "Old checkout" });

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/feature-flags/new_checkout/history");
});

function withHistory(): Server {
  const entries = [
    anEntry({ id: "2", version: 7, before: { ...OLD }, after: { ...aFlag() } }),
    anEntry({ id: "1", version: 6, action: "flag.created", before: null, after: { ...OLD } } as object),
  ];
  return new Server()
    .on(`GET ${FLAG}`, () => json(aFlag()))
    .on(`GET ${AUDIT}`, () => json({ items: entries, nextCursor: null }));
}

test("an earlier version is put back after a look at what that changes", async () => {
  const server = withHistory().on(`PUT ${FLAG}/revert`, () => json(aFlag({ version: 8, name: "Old checkout" })));
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Put back version 6" }));
  expect(screen.queryByRole("button", { name: "Put back version 7" })).not.toBeInTheDocument();
  const dialog = within(screen.getByRole("dialog", { name: "Put back version 6?" }));
  expect(dialog.getByText("Old checkout")).toBeVisible();
  expect(server.to(`PUT ${FLAG}/revert`)).toHaveLength(0);
  await userEvent.click(dialog.getByRole("button", { name: "Put it back" }));
  expect(await screen.findByText("Put back version 6, as version 8.")).toBeVisible();
  expect(server.to(`PUT ${FLAG}/revert`)[0]?.body).toEqual({ toVersion: 6, version: 7 });
  expect(screen.getByRole("heading", { name: "Old checkout" })).toBeVisible();
  expect(server.to(`GET ${AUDIT}`).length).toBeGreaterThan(1);
  expect(server.to(`GET ${AUDIT}`)[0]?.query.get("entity")).toBe("flag:new_checkout");
});

test("what putting back changes is told of archiving too, and not of a seed, which stays", async () => {
  const entries = [
    anEntry({ id: "2", version: 7, before: null, after: { ...aFlag() } }),
    anEntry({ id: "1", version: 2, before: null, after: { ...OLD, seed: "another", archived: true } }),
  ];
  new Server()
    .on(`GET ${FLAG}`, () => json(aFlag()))
    .on(`GET ${AUDIT}`, () => json({ items: entries, nextCursor: null }));
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Put back version 2" }));
  const dialog = screen.getByRole("dialog", { name: "Put back version 2?" });
  const fields = [...dialog.querySelectorAll("[data-change]")].map((change) => change.getAttribute("data-change"));
  expect(fields.sort()).toEqual(["archived", "name"]);
});

test("a deleted flag's page tells so and brings a version back", async () => {
  const server = withHistory()
    .on(`GET ${FLAG}`, () => problem(404, "not-found", "Not found", "There is no such flag."))
    .on(`PUT ${FLAG}/revert`, () => json(aFlag({ version: 9 })));
  render(<App />);
  expect(await screen.findByText(/This flag was deleted/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Bring back version 6" }));
  expect(await screen.findByRole("heading", { name: "New checkout" })).toBeVisible();
  expect(server.to(`PUT ${FLAG}/revert`)[0]?.body).toEqual({ toVersion: 6 });
});

test("a key that never was a flag is told apart from a deleted flag", async () => {
  new Server().on(`GET ${AUDIT}`, () => json({ items: [], nextCursor: null }));
  render(<App />);
  expect(await screen.findByText(/there never was one/)).toBeVisible();
});
