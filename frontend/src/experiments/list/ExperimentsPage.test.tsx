import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { anExperiment, aRunningExperiment } from "../../testing/experimentSamples.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Experiment } from "../experiment.ts";

const EXPERIMENTS = "/api/admin/experiments";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/experiments");
});

function serverWith(...items: Experiment[]): Server {
  return new Server().on(`GET ${EXPERIMENTS}`, () => json({ items, nextCursor: null }));
}

test("the list tells where each experiment stands, how users are split and what decides", async () => {
  serverWith(
    aRunningExperiment({ owner: "payments", tags: ["checkout"], trafficPercentage: 25, endDate: "2026-01-30" }),
    anExperiment({ key: "draft_one", metrics: [] }),
    aRunningExperiment({
      key: "old_one",
      status: "COMPLETED",
      completedAt: "2026-01-20T00:00:00Z",
      conclusion: { winner: "blue", reason: "It won.", rolledOutTo: null, resultHash: "" },
    }),
  );
  render(<App />);
  const running = await screen.findByRole("row", { name: /blue_button/ });
  for (const words of [
    "Running",
    "control 50%, blue 50%",
    "of 25 % of the users",
    "Paid",
    "Owner: payments",
    "until",
  ]) {
    expect(running).toHaveTextContent(words);
  }
  expect(within(running).getByRole("link", { name: "#checkout" })).toHaveAttribute(
    "href",
    "/admin/experiments?tag=checkout",
  );
  expect(screen.getByRole("row", { name: /draft_one/ })).toHaveTextContent(/Draft.*no primary metric yet.*not started/);
  expect(screen.getByRole("row", { name: /old_one/ })).toHaveTextContent("winner: blue");
});

test("an empty list says how to begin, and one that nothing fits says so", async () => {
  const server = serverWith();
  render(<App />);
  expect(await screen.findByText(/There are no experiments yet/)).toBeVisible();
  await userEvent.selectOptions(screen.getByLabelText("Status"), "Running");
  await userEvent.type(screen.getByLabelText("Search"), "button");
  expect(await screen.findByText("No experiment fits this filter.")).toBeVisible();
  await waitFor(() => {
    expect(Object.fromEntries(server.to(`GET ${EXPERIMENTS}`).at(-1)?.query ?? [])).toEqual({
      q: "button",
      status: "RUNNING",
      limit: "25",
    });
  });
});

test("an address holds the filter", async () => {
  window.history.replaceState(null, "", "/admin/experiments?tag=ui&owner=payments&status=PAUSED");
  const server = serverWith(anExperiment());
  render(<App />);
  await screen.findByRole("link", { name: "blue_button" });
  expect(Object.fromEntries(server.to(`GET ${EXPERIMENTS}`)[0]?.query ?? [])).toEqual({
    tag: "ui",
    owner: "payments",
    status: "PAUSED",
    limit: "25",
  });
});

test("further pages are read with the cursor of the last", async () => {
  new Server().on(`GET ${EXPERIMENTS}`, ({ query }) =>
    query.get("cursor") === "page-2"
      ? json({ items: [anExperiment({ key: "second" })], nextCursor: null })
      : json({ items: [anExperiment({ key: "first" })], nextCursor: "page-2" }),
  );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Show more" }));
  expect(await screen.findByRole("link", { name: "second" })).toBeVisible();
  expect(screen.getByRole("link", { name: "first" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
});

test("a list that cannot be read is explained and can be tried again", async () => {
  const server = new Server().on(`GET ${EXPERIMENTS}`, () =>
    problem(403, "forbidden", "Not allowed", "This needs ADMIN."),
  );
  render(<App />);
  expect(await screen.findByRole("alert")).toHaveTextContent("This needs ADMIN.");
  server.on(`GET ${EXPERIMENTS}`, () => json({ items: [anExperiment()], nextCursor: null }));
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "blue_button" })).toBeVisible();
});

async function filledIn(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole("button", { name: "New experiment" }));
  const dialog = screen.getByRole("dialog", { name: "New experiment" });
  await userEvent.type(within(dialog).getByLabelText("Key"), "blue_button");
  await userEvent.type(within(dialog).getByLabelText("Name"), "Blue button");
  await userEvent.type(within(dialog).getByLabelText("Hypothesis"), "Blue is seen.");
  return dialog;
}

test("a draft is made with its variants, and its metrics come next", async () => {
  const server = serverWith()
    .on(`POST ${EXPERIMENTS}`, () => json(anExperiment({ metrics: [] }), 201))
    .on(`GET ${EXPERIMENTS}/blue_button`, () => json(anExperiment({ metrics: [] })));
  render(<App />);
  const dialog = within(await filledIn());
  await userEvent.click(dialog.getByRole("button", { name: "Add a variant" }));
  await userEvent.type(dialog.getByLabelText("Name of variant 3"), "Green");
  await userEvent.click(dialog.getByRole("button", { name: "Split evenly" }));
  await userEvent.click(dialog.getByText("Value and description of variant 3"));
  await userEvent.click(dialog.getByLabelText("Value of variant 3"));
  await userEvent.paste('{"color": "green"}');
  await userEvent.click(dialog.getByRole("button", { name: "Create the draft" }));
  expect(await screen.findByRole("heading", { name: /Blue button/ })).toBeVisible();
  expect(screen.getByRole("link", { name: "Metrics", current: "page" })).toBeVisible();
  expect(server.to(`POST ${EXPERIMENTS}`)[0]?.body).toEqual({
    key: "blue_button",
    name: "Blue button",
    hypothesis: "Blue is seen.",
    variants: [
      { id: "control", name: "Control", description: "", weight: 33.33, value: null },
      { id: "treatment", name: "Treatment", description: "", weight: 33.33, value: null },
      { id: "variant-2", name: "Green", description: "", weight: 33.33, value: { color: "green" } },
    ],
  });
});

test("what the server refuses of a new experiment stands beside its fields", async () => {
  serverWith().on(`POST ${EXPERIMENTS}`, () =>
    problem(422, "validation", "The request breaks a rule", "See errors.", {
      errors: [
        { field: "key", message: "“plan” is the name of a route." },
        { field: "variants[1].id", message: "Two variants are called that." },
      ],
    }),
  );
  render(<App />);
  const dialog = within(await filledIn());
  await userEvent.click(dialog.getByRole("button", { name: "Create the draft" }));
  await waitFor(() => {
    expect(dialog.getByLabelText("Key")).toHaveAccessibleDescription(/name of a route/);
  });
  expect(dialog.getByLabelText("Id of variant 2")).toHaveAccessibleDescription(/Two variants/);
  expect(dialog.getByLabelText("Id of variant 1")).not.toHaveAccessibleDescription(/Two variants/);
  // What was typed stays to be corrected.
  expect(dialog.getByLabelText("Key")).toHaveValue("blue_button");
});

test("a weight that is none is said at once and not sent", async () => {
  const server = serverWith();
  render(<App />);
  const dialog = within(await filledIn());
  await userEvent.clear(dialog.getByLabelText("Weight of variant 1"));
  await userEvent.type(dialog.getByLabelText("Weight of variant 1"), "-5");
  expect(dialog.getByLabelText("Weight of variant 1")).toHaveAccessibleDescription(/0 or more/);
  await userEvent.click(dialog.getByRole("button", { name: "Create the draft" }));
  expect(server.to(`POST ${EXPERIMENTS}`)).toHaveLength(0);
});

test("a key that exists is told, and cancelling forgets what was typed", async () => {
  serverWith().on(`POST ${EXPERIMENTS}`, () =>
    problem(409, "already-exists", "Exists already", "There is a flag “blue_button”."),
  );
  render(<App />);
  const dialog = within(await filledIn());
  await userEvent.click(dialog.getByRole("button", { name: "Create the draft" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("There is a flag “blue_button”.");
  await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
  expect(screen.queryByRole("dialog", { name: "New experiment" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "New experiment" }));
  expect(screen.getByLabelText("Key")).toHaveValue("");
});
