import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { anEntry } from "../../testing/auditSamples.ts";
import { aMetric, anExperiment, aRunningExperiment } from "../../testing/experimentSamples.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Experiment } from "../experiment.ts";

const EXPERIMENT = "/api/admin/experiments/blue_button";

beforeEach(() => {
  alreadySignedIn();
});

/** Opens a section of the experiment's page; what is saved is kept, with the version raised. */
async function opened(section: string, experiment: Experiment = anExperiment()): Promise<Server> {
  window.history.replaceState(null, "", `/admin/experiments/blue_button/${section}`);
  const server = new Server()
    .on(`GET ${EXPERIMENT}`, () => json(experiment))
    .on("GET /api/admin/experiments", () => json({ items: [experiment], nextCursor: null }))
    .on(`PUT ${EXPERIMENT}`, ({ body }) =>
      json({ ...experiment, ...(body as Partial<Experiment>), version: experiment.version + 1 }),
    );
  render(<App />);
  await screen.findByRole("heading", { name: new RegExp(experiment.name) });
  return server;
}

function sent(server: Server): unknown {
  return server.to(`PUT ${EXPERIMENT}`).at(-1)?.body;
}

async function save(): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
}

async function retype(control: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(control);
  await userEvent.type(control, text);
}

test("only what was changed is saved, with the version that it is based on", async () => {
  const server = await opened("overview");
  await retype(screen.getByLabelText("Hypothesis"), "Blue is seen.");
  await retype(screen.getByLabelText("Alpha in percent"), "1");
  await userEvent.type(screen.getByLabelText("Planned users"), "20000");
  expect(screen.getByText("Not saved: hypothesis, alpha, planned users")).toBeVisible();
  await save();
  expect(await screen.findByText("Saved version 4.")).toBeVisible();
  expect(sent(server)).toEqual({ hypothesis: "Blue is seen.", alpha: 0.01, plannedUsers: 20000, version: 3 });
});

test("weights of a draft are edited, and shares are told while one types", async () => {
  const server = await opened("variants");
  await retype(screen.getByLabelText("Weight of variant 1"), "90");
  await retype(screen.getByLabelText("Weight of variant 2"), "30");
  expect(screen.getByLabelText("Weight of variant 1")).toHaveAccessibleDescription("75% of the users");
  expect(screen.getByText(/The weights make 120 together/)).toBeVisible();
  await retype(screen.getByLabelText("Traffic in percent"), "12.5");
  await save();
  expect(sent(server)).toEqual({
    trafficPercentage: 12.5,
    variants: [
      { id: "control", name: "Control", description: "", weight: 90, value: null },
      { id: "blue", name: "Blue", description: "", weight: 30, value: "blue" },
    ],
    version: 3,
  });
});

test("another variant is made the control", async () => {
  const server = await opened("variants");
  await userEvent.click(screen.getByRole("button", { name: "Make variant 2 the control" }));
  await save();
  expect(sent(server)).toMatchObject({ variants: [{ id: "blue" }, { id: "control" }] });
});

test("whom it is for is put together line by line, with a mutual-exclusion group", async () => {
  const server = await opened("targeting");
  await userEvent.click(screen.getByRole("button", { name: "Add a line" }));
  await userEvent.type(screen.getByLabelText("Attribute 1"), "country");
  await userEvent.selectOptions(screen.getByLabelText("Comparison 1"), "is one of");
  await userEvent.type(screen.getByLabelText("Operand 1"), "GB, IE");
  await userEvent.click(screen.getByLabelText("Clients"));
  await userEvent.click(screen.getByLabelText("Shares its users with no other experiment of a group"));
  await userEvent.type(screen.getByLabelText("Group"), "checkout");
  await retype(screen.getByLabelText("Up to, in percent"), "50");
  await save();
  expect(sent(server)).toEqual({
    condition: { country: { $in: ["GB", "IE"] } },
    roles: ["CLIENT"],
    namespace: { name: "checkout", from: 0, to: 0.5 },
    version: 3,
  });
});

test("a metric is defined by its type, its role and its events", async () => {
  const experiment = anExperiment({ metrics: [] });
  const server = await opened("metrics", experiment);
  // The server makes the ids that are left out.
  server.on(`PUT ${EXPERIMENT}`, () => json({ ...experiment, metrics: [aMetric()], version: 4 }));
  expect(screen.getByText(/Without a primary one it cannot start/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Add a metric" }));
  await userEvent.type(screen.getByLabelText("Event"), "payment_completed");
  await userEvent.type(screen.getByLabelText("Window in hours"), "48");
  expect(
    screen.getByText("Users who did payment_completed at least once, within 2 days of exposure, more is better"),
  ).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Add a metric" }));
  await userEvent.type(screen.getByLabelText("Metric name"), "Refunds");
  await userEvent.selectOptions(screen.getByLabelText("Role"), "Guardrail");
  await userEvent.selectOptions(screen.getByLabelText("Type"), "revenue");
  await userEvent.selectOptions(screen.getByLabelText("Which way is good"), "Less is better");
  await userEvent.type(screen.getByLabelText("Event"), "payment_refunded");
  await userEvent.type(screen.getByLabelText("Currency"), "gbp");
  await retype(screen.getByLabelText("Margin in percent"), "2");
  await userEvent.type(screen.getByLabelText("Cap"), "50000");
  await userEvent.type(screen.getByLabelText("Covariate"), "ordersBefore");
  await save();
  const nothing = { property: null, denominator: null, currency: null, cap: null, covariate: null };
  expect(sent(server)).toEqual({
    metrics: [
      {
        ...nothing,
        type: "binomial",
        role: "primary",
        goal: "increase",
        event: "payment_completed",
        windowHours: 48,
        margin: 0,
      },
      {
        ...nothing,
        name: "Refunds",
        type: "revenue",
        role: "guardrail",
        goal: "decrease",
        event: "payment_refunded",
        currency: "GBP",
        cap: 50000,
        windowHours: null,
        covariate: "ordersBefore",
        margin: 0.02,
      },
    ],
    version: 3,
  });
});

test("a ratio has two sums, and what its type has no use for goes with the type", async () => {
  const server = await opened("metrics");
  await userEvent.click(screen.getByRole("button", { name: "Edit metric 1" }));
  expect(screen.getByLabelText("Metric id")).toBeDisabled();
  expect(screen.queryByLabelText("Cap")).not.toBeInTheDocument();
  await userEvent.selectOptions(screen.getByLabelText("Type"), "ratio");
  await userEvent.type(screen.getByLabelText("Property above the line"), "items");
  await userEvent.type(screen.getByLabelText("Event below the line"), "session_started");
  expect(screen.getByText(/^Sum of items of payment_completed over number of session_started/)).toBeVisible();
  await save();
  expect(sent(server)).toMatchObject({
    metrics: [{ id: "paid", type: "ratio", property: "items", denominator: { event: "session_started" } }],
  });
});

test("what the server refuses of a metric stands at that metric, beside its field", async () => {
  const server = await opened(
    "metrics",
    anExperiment({ metrics: [aMetric(), aMetric({ id: "spent", name: "Spent" })] }),
  );
  server.on(`PUT ${EXPERIMENT}`, () =>
    problem(422, "validation", "The request breaks a rule", "See errors.", {
      errors: [{ field: "metrics[1].windowHours", message: "At most 8,760." }],
    }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Edit metric 2" }));
  await userEvent.type(screen.getByLabelText("Window in hours"), "99999");
  await save();
  await waitFor(() => {
    expect(screen.getByLabelText("Window in hours")).toHaveAccessibleDescription(/At most 8,760/);
  });
  await userEvent.click(screen.getByRole("button", { name: "Edit metric 2" }));
  const [first, second] = within(screen.getByRole("list", { name: "Metrics" })).getAllByRole("listitem");
  expect(second).toHaveTextContent("At most 8,760.");
  expect(first).not.toHaveTextContent("At most 8,760.");
});

test("a tester of one variant moves when named for another", async () => {
  const overrides = [
    { userId: "ann", variant: "control" },
    { userId: "bob", variant: "control" },
  ];
  const server = await opened("testers", anExperiment({ overrides }));
  const blue = within(screen.getByRole("group", { name: /Testers of Blue/ }));
  await userEvent.click(blue.getByLabelText("Add testers"));
  await userEvent.paste("bob\ncleo");
  await userEvent.click(blue.getByRole("button", { name: "Add to Testers of Blue" }));
  await save();
  expect(sent(server)).toEqual({
    overrides: [
      { userId: "ann", variant: "control" },
      { userId: "bob", variant: "blue" },
      { userId: "cleo", variant: "blue" },
    ],
    version: 3,
  });
});

test("while it runs, weights are not edited and the page says why; names and traffic still are", async () => {
  const server = await opened("variants", aRunningExperiment({ trafficPercentage: 10 }));
  expect(screen.getByText(/Weights and variants are not edited while it runs/)).toBeVisible();
  expect(screen.getByLabelText("Weight of variant 1")).toBeDisabled();
  expect(screen.getByLabelText("Id of variant 1")).toBeDisabled();
  expect(screen.queryByRole("button", { name: "Add a variant" })).not.toBeInTheDocument();
  expect(screen.getByLabelText("Traffic in percent")).toHaveAccessibleDescription(/only grow/);
  await retype(screen.getByLabelText("Traffic in percent"), "50");
  await retype(screen.getByLabelText("Name of variant 2"), "Navy");
  await save();
  expect(sent(server)).toMatchObject({ trafficPercentage: 50, variants: [{}, { id: "blue", name: "Navy" }] });
});

test("while it runs, targeting, metrics and the plan are there to be read", async () => {
  await opened("targeting", aRunningExperiment());
  expect(screen.getByText(/Whom it is for cannot change any more/)).toBeVisible();
  expect(screen.getByLabelText("Clients")).toBeDisabled();
  expect(screen.getByRole("button", { name: "Add a line" })).toBeDisabled();
  await userEvent.click(screen.getByRole("link", { name: "Metrics" }));
  expect(screen.queryByRole("button", { name: "Add a metric" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Edit metric 1" }));
  expect(screen.getByLabelText("Event")).toBeDisabled();
  expect(screen.getByLabelText("Metric name")).toBeEnabled();
  const sections = within(screen.getByRole("navigation", { name: "Sections" }));
  await userEvent.click(sections.getByRole("link", { name: "Overview" }));
  expect(screen.getByLabelText("Alpha in percent")).toBeDisabled();
  expect(screen.getByLabelText("Last day")).toBeEnabled();
});

test("a save that comes second shows what the other changed, and can go on top of it", async () => {
  const server = await opened("overview");
  const current = anExperiment({ owner: "payments", name: "Theirs", version: 5, updatedBy: "somebody" });
  server.on(`PUT ${EXPERIMENT}`, ({ body }) =>
    (body as { version: number }).version === 5
      ? json({ ...current, ...(body as Partial<Experiment>), version: 6 })
      : problem(409, "stale-version", "Changed meanwhile", "Version 3 is not current.", { current }),
  );
  await retype(screen.getByLabelText("Name"), "Mine");
  await save();
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("somebody else has changed this experiment meanwhile");
  expect(alert).toHaveTextContent("You both changed: name.");
  await userEvent.click(within(alert).getByRole("button", { name: "Keep my changes on top" }));
  expect(screen.getByLabelText("Owner")).toHaveValue("payments");
  await save();
  expect(await screen.findByText("Saved version 6.")).toBeVisible();
  expect(sent(server)).toEqual({ name: "Mine", version: 5 });
});

test("whoever leaves with unsaved changes is asked; the sections share them", async () => {
  await opened("overview");
  await retype(screen.getByLabelText("Owner"), "payments");
  await userEvent.click(screen.getByRole("link", { name: "Targeting" }));
  await userEvent.click(screen.getByRole("link", { name: /^Overview.*unsaved/ }));
  expect(screen.getByLabelText("Owner")).toHaveValue("payments");
  await userEvent.click(screen.getByRole("link", { name: "Audit log" }));
  const dialog = within(screen.getByRole("dialog", { name: "Leave without saving?" }));
  expect(dialog.getByText(/changes of this experiment/)).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Stay" }));
  expect(screen.getByLabelText("Owner")).toHaveValue("payments");
});

test("the history tells what each change did, in the words of the page", async () => {
  const server = await opened("overview");
  const entry = anEntry({
    action: "experiment.updated",
    entity: { type: "experiment", id: "blue_button" },
    before: { key: "blue_button", trafficPercentage: 10, version: 2 },
    after: { key: "blue_button", trafficPercentage: 50, version: 3 },
  });
  server.on("GET /api/admin/audit", () => json({ items: [entry], nextCursor: null }));
  await userEvent.click(screen.getByRole("link", { name: "History" }));
  expect(await screen.findByRole("cell", { name: /Experiment changed/ })).toHaveTextContent("traffic");
  expect(server.to("GET /api/admin/audit")[0]?.query.get("entity")).toBe("experiment:blue_button");
});

test("a key that no experiment has shows what the audit log kept", async () => {
  window.history.replaceState(null, "", "/admin/experiments/gone");
  new Server().on("GET /api/admin/audit", () => json({ items: [], nextCursor: null }));
  render(<App />);
  expect(await screen.findByText(/There is no experiment with this key/)).toBeVisible();
  expect(await screen.findByText("Nothing: there never was one.")).toBeVisible();
});
