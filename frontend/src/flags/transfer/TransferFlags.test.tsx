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

/** The files that the browser is told to save. */
function caughtFiles(): Blob[] {
  const files: Blob[] = [];
  const made: Blob[] = [];
  vi.stubGlobal(
    "URL",
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => `blob:${made.push(blob)}`,
      revokeObjectURL: () => undefined,
    }),
  );
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {
    files.push(...made.splice(0));
  });
  return files;
}

function fileWith(text: string): File {
  return new File([text], "flags.json", { type: "application/json" });
}

test("all flags are exported into a file", async () => {
  const files = caughtFiles();
  server().on(`GET ${FLAGS}/export`, () => json(DOCUMENT));
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Export" }));
  expect(await screen.findByText("Exported all flags into a file.")).toBeVisible();
  expect(files).toHaveLength(1);
  expect(JSON.parse((await files[0]?.text()) ?? "")).toEqual(DOCUMENT);
});

test("flags that do not fit into one answer are exported page by page", async () => {
  const flags = [{ key: "a" }, { key: "b" }, { key: "c" }];
  const tooMuch = () =>
    problem(422, "validation", "The request breaks a rule", "Too much.", {
      errors: [{ field: "limit", message: "Too much.", expected: "500 or so" }],
    });
  const pages: Record<string, object> = {
    "": { ...DOCUMENT, flagsVersion: 7, complete: false, flags: flags.slice(0, 2), nextCursor: "c" },
    c: { ...DOCUMENT, flagsVersion: 7, complete: false, flags: flags.slice(2), nextCursor: null },
  };
  const far = server().on(`GET ${FLAGS}/export`, ({ query }) =>
    Number(query.get("limit") ?? 5_000) > 500 ? tooMuch() : json(pages[query.get("cursor") ?? ""]),
  );
  const files = caughtFiles();
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Export" }));
  expect(await screen.findByText("Exported all flags into a file.")).toBeVisible();
  expect(JSON.parse((await files[0]?.text()) ?? "")).toMatchObject({ complete: true, flags, nextCursor: null });
  expect(far.to(`GET ${FLAGS}/export`).map(({ query }) => query.get("limit"))).toEqual([null, "1000", "500", "500"]);
});

test("an export during which flags changed is no export", async () => {
  server().on(`GET ${FLAGS}/export`, ({ query }) => {
    if (!query.has("limit")) {
      return problem(422, "validation", "Refused", "Too much.", { errors: [{ field: "limit", message: "Too much." }] });
    }
    const second = query.has("cursor");
    return json({ ...DOCUMENT, flagsVersion: second ? 8 : 7, nextCursor: second ? null : "c" });
  });
  const files = caughtFiles();
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Export" }));
  expect(await screen.findByText(/changed while they were exported/)).toBeVisible();
  expect(files).toHaveLength(0);
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

test("flags that are not in the file are deleted only when that is asked for and has been shown", async () => {
  const far = server().on(`POST ${FLAGS}/import`, ({ query }) =>
    json({
      ...NOTHING,
      dryRun: query.get("dryRun") === "true",
      unchanged: 2,
      deleted: query.get("mode") === "replace" ? ["old_banner"] : [],
    }),
  );
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith(JSON.stringify(DOCUMENT)));
  expect(await dialog.findByText("0 new, 0 changed, 2 the same.")).toBeVisible();
  expect(dialog.getByRole("button", { name: "Import for good" })).toBeDisabled();
  await userEvent.click(dialog.getByLabelText("Delete flags that the file does not hold"));
  expect(await dialog.findByText("0 new, 0 changed, 2 the same, 1 deleted.")).toBeVisible();
  expect(dialog.getByText("old_banner")).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Import for good" }));
  expect(await screen.findByText("Imported 1 flag.")).toBeVisible();
  const asked = far.to(`POST ${FLAGS}/import`).map(({ query }) => [query.get("dryRun"), query.get("mode")]);
  expect(asked).toEqual([
    ["true", "merge"],
    ["true", "replace"],
    ["false", "replace"],
  ]);
});

test("another seed is refused until the admin allows it", async () => {
  const errors = [{ field: "flags[0].seed", message: "The flag has another seed here." }];
  server().on(`POST ${FLAGS}/import`, ({ query }) =>
    json({ ...NOTHING, created: ["other"], errors: query.get("allowSeedChange") === "true" ? [] : errors }),
  );
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith(JSON.stringify(DOCUMENT)));
  expect(await dialog.findByRole("alert")).toHaveTextContent("another seed here");
  await userEvent.click(dialog.getByLabelText("Let flags take the file’s seeds"));
  await vi.waitFor(() => {
    expect(dialog.getByRole("button", { name: "Import for good" })).toBeEnabled();
  });
  expect(dialog.queryByRole("alert")).not.toBeInTheDocument();
});

test("an import that stopped half-way shows what is left and can be finished", async () => {
  let stops = 1;
  let left = ["a", "b", "c"];
  const far = server().on(`POST ${FLAGS}/import`, ({ query }) => {
    if (query.get("dryRun") === "true") return json({ ...NOTHING, created: left });
    if (stops-- > 0) {
      left = ["c"];
      const written = { ...NOTHING, dryRun: false, created: ["a", "b"] };
      return problem(503, "import-interrupted", "Stopped half-way", "Import it again to finish.", { written });
    }
    return json({ ...NOTHING, dryRun: false, created: left, unchanged: 2 });
  });
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith(JSON.stringify(DOCUMENT)));
  await dialog.findByText("3 new, 0 changed, 0 the same.");
  await userEvent.click(dialog.getByRole("button", { name: "Import for good" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("Import it again to finish.");
  expect(await dialog.findByText("1 new, 0 changed, 0 the same.")).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Import for good" }));
  expect(await screen.findByText("Imported 3 flags.")).toBeVisible();
  expect(far.to(`POST ${FLAGS}/import`).map(({ query }) => query.get("dryRun"))).toEqual([
    "true",
    "false",
    "true",
    "false",
  ]);
});

test("a long file goes packed", async () => {
  const long = { ...DOCUMENT, flags: [{ key: "long", description: "x".repeat(1_100_000) }] };
  const far = server().on(`POST ${FLAGS}/import`, () => json({ ...NOTHING, created: ["long"] }));
  const dialog = await openedDialog();
  await userEvent.upload(dialog.getByLabelText("File"), fileWith(JSON.stringify(long)));
  expect(await dialog.findByText("1 new, 0 changed, 0 the same.")).toBeVisible();
  const [tried] = far.to(`POST ${FLAGS}/import`);
  expect(tried?.headers.get("Content-Type")).toBe("application/gzip");
  expect(tried?.body).toEqual(long);
});
