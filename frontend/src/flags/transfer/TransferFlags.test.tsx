import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aFlag } from "../../testing/samples.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { ImportOutcome } from "./transfer.ts";

const FLAGS = "/api/admin/feature-flags";
const DOCUMENT = { version: 1, flags: [{ key: "new_checkout" }, { key: "other" }] };
const NOTHING = {
  dryRun: true,
  created: [],
  updated: [],
  unchanged: 0,
  deleted: [],
  errors: [],
  moreErrors: 0,
  notes: [],
  shortened: false,
} satisfies ImportOutcome;

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/feature-flags");
});

function server(): Server {
  return new Server().on(`GET ${FLAGS}`, () => json({ items: [aFlag()], nextCursor: null }));
}

async function openedDialog() {
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Import" }));
  return within(screen.getByRole("dialog", { name: "Import flags" }));
}

function fileWith(text: string): File {
  return new File([text], "flags.json", { type: "application/json" });
}

test("all flags are exported into a file", async () => {
  const files: Blob[] = [];
  vi.stubGlobal(
    "URL",
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => `blob:${files.push(blob)}`,
      revokeObjectURL: () => undefined,
    }),
  );
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  server().on(`GET ${FLAGS}/export`, () => json(DOCUMENT));
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Export" }));
  expect(await screen.findByText("Exported all flags into a file.")).toBeVisible();
  expect(click).toHaveBeenCalledOnce();
  expect(JSON.parse((await files[0]?.text()) ?? "")).toEqual(DOCUMENT);
});

test("a file is tried first, its changes are shown, and only a yes takes it in", async () => {
  const outcome = {
    ...NOTHING,
    created: ["other"],
    updated: [{ key: "new_checkout", changed: [{ field: "rolloutPercentage", before: 10, after: 35 }] }],
    unchanged: 1,
  };
  const far = server().on(`POST ${FLAGS}/import`, ({ query }) =>
    json({ ...outcome, dryRun: query.get("dryRun") === "true" }),
  );
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith(JSON.stringify(DOCUMENT)));
  expect(await dialog.findByText("1 new, 1 changed, 1 the same.")).toBeVisible();
  expect(dialog.getByText("35")).toBeVisible();
  expect(far.to(`POST ${FLAGS}/import`).map(({ query }) => query.get("dryRun"))).toEqual(["true"]);
  await userEvent.click(dialog.getByRole("button", { name: "Import for good" }));
  expect(await screen.findByText("Imported 2 flags.")).toBeVisible();
  const [, taken] = far.to(`POST ${FLAGS}/import`);
  expect(taken?.query.get("dryRun")).toBe("false");
  expect(taken?.body).toEqual(DOCUMENT);
});

test("what is no export is refused before anything is sent", async () => {
  const far = server();
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith("not JSON"));
  expect(await dialog.findByRole("alert")).toHaveTextContent("The file is not JSON.");
  expect(dialog.getByRole("button", { name: "Import for good" })).toBeDisabled();
  expect(far.to(`POST ${FLAGS}/import`)).toHaveLength(0);
});

test("what the server finds wrong with the file is told by field", async () => {
  server().on(`POST ${FLAGS}/import`, () =>
    problem(422, "validation", "The request breaks a rule", "1 field is wrong.", {
      errors: [{ field: "flags[1].key", message: "is no key" }],
    }),
  );
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith(JSON.stringify(DOCUMENT)));
  expect(await dialog.findByRole("alert")).toHaveTextContent("flags[1].key: is no key");
});

test("what is wrong with the flags of a file is listed, and it cannot be taken in", async () => {
  const errors = [{ field: "flags[0].rules[0].weights", message: "The weights sum to 2.", expected: "a sum of 1" }];
  server().on(`POST ${FLAGS}/import`, () => json({ ...NOTHING, created: ["other"], errors, moreErrors: 3 }));
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith(JSON.stringify(DOCUMENT)));
  const alert = await dialog.findByRole("alert");
  expect(alert).toHaveTextContent("flags[0].rules[0].weights: The weights sum to 2.");
  expect(alert).toHaveTextContent("And 3 more.");
  expect(dialog.getByRole("button", { name: "Import for good" })).toBeDisabled();
});
