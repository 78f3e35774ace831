import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { anExperiment, aRunningExperiment } from "../../testing/experimentSamples.ts";
import { json, noContent, problem, Server } from "../../testing/server.ts";
import type { Experiment } from "../experiment.ts";

const EXPERIMENT = "/api/admin/experiments/blue_button";

beforeEach(() => {
  alreadySignedIn();
});

async function opened(experiment: Experiment): Promise<Server> {
  window.history.replaceState(null, "", "/admin/experiments/blue_button");
  const server = new Server()
    .on(`GET ${EXPERIMENT}`, () => json(experiment))
    .on("GET /api/admin/experiments", () => json({ items: [], nextCursor: null }));
  render(<App />);
  await screen.findByRole("heading", { name: new RegExp(experiment.name) });
  return server;
}

/** The buttons of the lifecycle. */
function moves() {
  return within(screen.getByRole("group", { name: "Lifecycle" }));
}

async function ask(move: string) {
  await userEvent.click(moves().getByRole("button", { name: move }));
  return within(screen.getByRole("dialog", { name: new RegExp(`^${move}`) }));
}

const COMPLETED = aRunningExperiment({
  status: "COMPLETED",
  allowedMoves: [],
  completedAt: "2026-01-20T00:00:00Z",
  conclusion: { winner: "blue", reason: "+12 %", rolledOutTo: "pay_button", resultHash: "abc123" },
  version: 4,
});

test("a start says what it fixes, and happens only after a yes", async () => {
  const server = await opened(anExperiment());
  server.on(`PUT ${EXPERIMENT}/start`, () => json(aRunningExperiment({ version: 4 })));
  const dialog = await ask("Start");
  expect(dialog.getByText(/split control 50%, blue 50%/)).toBeVisible();
  expect(server.to(`PUT ${EXPERIMENT}/start`)).toHaveLength(0);
  await userEvent.click(dialog.getByRole("button", { name: "Start the experiment" }));
  expect(await screen.findByText("Started blue_button.")).toBeVisible();
  expect(server.to(`PUT ${EXPERIMENT}/start`)[0]?.body).toEqual({ version: 3 });
  expect(moves().getByRole("button", { name: "Pause" })).toBeVisible();
  expect(moves().queryByRole("button", { name: "Start" })).not.toBeInTheDocument();
});

test("a start that lacks something names it and leads to where it is set", async () => {
  const server = await opened(anExperiment({ metrics: [] }));
  server.on(`PUT ${EXPERIMENT}/start`, () =>
    problem(422, "validation", "The request breaks a rule", "See errors.", {
      errors: [{ field: "metrics", message: "There is no primary metric." }],
    }),
  );
  const dialog = await ask("Start");
  await userEvent.click(dialog.getByRole("button", { name: "Start the experiment" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("There is no primary metric.");
  expect(dialog.getByRole("link", { name: "Metrics" })).toHaveAttribute(
    "href",
    "/admin/experiments/blue_button/metrics",
  );
});

test("nothing is started past unsaved changes", async () => {
  await opened(anExperiment());
  await userEvent.type(screen.getByLabelText("Owner"), "payments");
  const dialog = await ask("Start");
  expect(dialog.getByText(/Save or discard them first/)).toBeVisible();
  expect(dialog.getByRole("button", { name: "Start the experiment" })).toBeDisabled();
});

test("pausing says what becomes of users, and resuming goes on from there", async () => {
  const paused = aRunningExperiment({ status: "PAUSED", allowedMoves: ["resume", "complete"], version: 4 });
  const server = await opened(aRunningExperiment());
  server
    .on(`PUT ${EXPERIMENT}/pause`, () => json(paused))
    .on(`PUT ${EXPERIMENT}/resume`, () => json(aRunningExperiment({ version: 5 })));
  const pause = await ask("Pause");
  expect(pause.getByText(/Enrolled users keep their variant/)).toBeVisible();
  await userEvent.click(pause.getByRole("button", { name: "Pause the experiment" }));
  expect(await screen.findByText("Paused blue_button.")).toBeVisible();
  await userEvent.click((await ask("Resume")).getByRole("button", { name: "Resume the experiment" }));
  expect(await screen.findByText("Resumed blue_button.")).toBeVisible();
  expect(server.to(`PUT ${EXPERIMENT}/resume`)[0]?.body).toEqual({ version: 4 });
});

test("what is not saved yet survives a move and is saved on top of it", async () => {
  const server = await opened(aRunningExperiment());
  server
    .on(`PUT ${EXPERIMENT}/pause`, () => json(aRunningExperiment({ status: "PAUSED", allowedMoves: [], version: 4 })))
    .on(`PUT ${EXPERIMENT}`, () => json(aRunningExperiment({ status: "PAUSED", owner: "payments", version: 5 })));
  await userEvent.type(screen.getByLabelText("Owner"), "payments");
  await userEvent.click((await ask("Pause")).getByRole("button", { name: "Pause the experiment" }));
  await screen.findByText("Paused blue_button.");
  await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
  await screen.findByText("Saved version 5.");
  expect(server.to(`PUT ${EXPERIMENT}`)[0]?.body).toEqual({ owner: "payments", version: 4 });
});

test("a move that its status does not allow is refused with what is allowed", async () => {
  const server = await opened(aRunningExperiment());
  server.on(`PUT ${EXPERIMENT}/pause`, () =>
    problem(409, "illegal-move", "Not possible in this state", "An experiment that is PAUSED cannot pause.", {
      state: "PAUSED",
      allowed: ["resume", "complete"],
    }),
  );
  const dialog = await ask("Pause");
  await userEvent.click(dialog.getByRole("button", { name: "Pause the experiment" }));
  const alert = await dialog.findByRole("alert");
  expect(alert).toHaveTextContent("An experiment that is PAUSED cannot pause.");
  expect(alert).toHaveTextContent("What can be done with it now: Resume, Complete.");
  const paused = aRunningExperiment({ status: "PAUSED", allowedMoves: ["resume", "complete"], version: 4 });
  server.on(`GET ${EXPERIMENT}`, () => json(paused));
  await userEvent.click(within(alert).getByRole("button", { name: "Show the current state" }));
  expect(await moves().findByRole("button", { name: "Resume" })).toBeVisible();
});

test("a move that comes second says what the experiment has become", async () => {
  const server = await opened(aRunningExperiment());
  server.on(`PUT ${EXPERIMENT}/pause`, () =>
    problem(409, "stale-version", "Changed meanwhile", "Version 3 is not current.", { current: COMPLETED }),
  );
  const dialog = await ask("Pause");
  await userEvent.click(dialog.getByRole("button", { name: "Pause the experiment" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("It is now completed (version 4");
  await userEvent.click(dialog.getByRole("button", { name: "Show the current state" }));
  expect(screen.getByRole("heading", { name: "Blue button Completed" })).toBeVisible();
});

test("completing takes a winner, a reason and a flag to roll it out to", async () => {
  const server = await opened(aRunningExperiment());
  server
    .on(`PUT ${EXPERIMENT}/complete`, () => json(COMPLETED))
    .on("GET /api/admin/feature-flags", () => json({ items: [], nextCursor: null }));
  const dialog = await ask("Complete");
  expect(dialog.queryByLabelText("Roll the winner out to a flag")).not.toBeInTheDocument();
  await userEvent.selectOptions(dialog.getByLabelText("Winner"), "Blue");
  await userEvent.type(dialog.getByLabelText("Reason"), "+12 %");
  await userEvent.click(dialog.getByLabelText("Roll the winner out to a flag"));
  await userEvent.type(dialog.getByLabelText("Flag"), "pay_button");
  await userEvent.click(dialog.getByRole("button", { name: "Complete the experiment" }));
  expect(await screen.findByText("Completed blue_button: blue.")).toBeVisible();
  expect(server.to(`PUT ${EXPERIMENT}/complete`)[0]?.body).toEqual({
    winner: "blue",
    reason: "+12 %",
    rollOut: { flag: "pay_button" },
    version: 3,
  });
  const conclusion = within(screen.getByRole("region", { name: "Conclusion" }));
  expect(conclusion.getByText("Blue")).toBeVisible();
  expect(conclusion.getByRole("link", { name: "pay_button" })).toHaveAttribute(
    "href",
    "/admin/feature-flags/pay_button",
  );
});

test("completing without a winner rolls nothing out, and what is refused stands beside its field", async () => {
  const server = await opened(aRunningExperiment());
  server.on(`PUT ${EXPERIMENT}/complete`, () =>
    problem(422, "validation", "The request breaks a rule", "See errors.", {
      errors: [{ field: "reason", message: "Say why." }],
    }),
  );
  const dialog = await ask("Complete");
  await userEvent.type(dialog.getByLabelText("Reason"), "?");
  await userEvent.click(dialog.getByRole("button", { name: "Complete the experiment" }));
  expect(await dialog.findByText("Say why.")).toBeVisible();
  expect(dialog.getByLabelText("Reason")).toHaveAccessibleDescription(/Say why/);
  expect(server.to(`PUT ${EXPERIMENT}/complete`)[0]?.body).toEqual({ winner: null, reason: "?", version: 3 });
});

test("an experiment that runs cannot be deleted, and the page says so", async () => {
  await opened(aRunningExperiment());
  expect(screen.getByText(/cannot be deleted while it runs/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Delete the experiment" })).toBeDisabled();
});

test("a draft is deleted as it was read, and the list says so", async () => {
  const server = await opened(anExperiment());
  server.on(`DELETE ${EXPERIMENT}`, () => noContent());
  await userEvent.click(screen.getByRole("button", { name: "Delete the experiment" }));
  const dialog = within(screen.getByRole("dialog", { name: /^Delete/ }));
  await userEvent.click(dialog.getByRole("button", { name: "Delete it" }));
  expect(await screen.findByText("Deleted blue_button.")).toBeVisible();
  expect(screen.getByRole("heading", { name: "Experiments" })).toBeVisible();
  expect(server.to(`DELETE ${EXPERIMENT}`)[0]?.headers.get("If-Match")).toBe('"3"');
});

test("a deletion takes unsaved changes with it, and says so before", async () => {
  const server = await opened(anExperiment());
  server.on(`DELETE ${EXPERIMENT}`, () => noContent());
  await userEvent.type(screen.getByLabelText("Owner"), "payments");
  await userEvent.click(screen.getByRole("button", { name: "Delete the experiment" }));
  const dialog = within(screen.getByRole("dialog", { name: /^Delete/ }));
  expect(dialog.getByText("Your unsaved changes will be lost.")).toBeVisible();
  await userEvent.click(dialog.getByRole("button", { name: "Delete it" }));
  expect(await screen.findByText("Deleted blue_button.")).toBeVisible();
});

test("a deletion that comes after somebody's start is refused", async () => {
  const server = await opened(anExperiment());
  server.on(`DELETE ${EXPERIMENT}`, () =>
    problem(409, "illegal-move", "Not possible in this state", "An experiment that is RUNNING cannot be deleted.", {
      state: "RUNNING",
      allowed: ["pause", "complete"],
    }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Delete the experiment" }));
  const dialog = within(screen.getByRole("dialog", { name: /^Delete/ }));
  await userEvent.click(dialog.getByRole("button", { name: "Delete it" }));
  const alert = await dialog.findByRole("alert");
  expect(alert).toHaveTextContent("cannot be deleted");
  expect(alert).toHaveTextContent("Pause, Complete");
});
