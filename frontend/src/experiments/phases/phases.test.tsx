import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aRunningExperiment } from "../../testing/experimentSamples.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Phase, PhasePreview } from "../experiment.ts";

const EXPERIMENT = "/api/admin/experiments/blue_button";
const PHASES = `${EXPERIMENT}/phases`;

const PREVIEW: PhasePreview = {
  movedShare: 0.2,
  moves: [{ from: "control", to: "blue", share: 0.2, users: 1234 }],
  enrolledUsers: 6170,
  treatment: "All 6,170 enrolled users keep their variant.",
};

const SECOND: Phase = {
  number: 2,
  startedAt: "2026-01-10T00:00:00Z",
  treatment: "keep",
  weights: { control: 30, blue: 70 },
  ranges: [
    { variant: "control", from: 0, to: 0.3 },
    { variant: "blue", from: 0.3, to: 1 },
  ],
  reason: "Blue does no harm",
};

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/experiments/blue_button/variants");
});

async function opened(): Promise<Server> {
  const running = aRunningExperiment();
  const server = new Server()
    .on(`GET ${EXPERIMENT}`, () => json(running))
    .on(`POST ${PHASES}`, ({ body }) =>
      (body as { dryRun: boolean }).dryRun
        ? json(PREVIEW)
        : json(aRunningExperiment({ phases: [...running.phases, SECOND], version: 4 })),
    );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "New phase" }));
  return server;
}

function theDialog() {
  return within(screen.getByRole("dialog", { name: /New phase/ }));
}

async function retype(control: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(control);
  await userEvent.type(control, text);
}

async function filledIn() {
  const dialog = theDialog();
  await retype(dialog.getByLabelText("Weight of variant 1"), "30");
  await retype(dialog.getByLabelText("Weight of variant 2"), "70");
  await userEvent.type(dialog.getByLabelText("Reason"), "Blue does no harm");
  await userEvent.click(dialog.getByRole("button", { name: "Show what it does" }));
  return dialog;
}

test("a phase shows how many users move and what becomes of them before it is opened", async () => {
  const server = await opened();
  const dialog = await filledIn();
  const outlook = within(await dialog.findByRole("status", { name: "What it does" }));
  expect(outlook.getByText(/of all who take part fall to another variant/)).toHaveTextContent(
    "20% of all who take part fall to another variant; no split of this kind moves fewer. 6,170 users are enrolled.",
  );
  expect(outlook.getByRole("row", { name: "control blue 20% 1,234" })).toBeVisible();
  expect(outlook.getByText(PREVIEW.treatment)).toBeVisible();
  expect(server.to(`POST ${PHASES}`)).toHaveLength(1);
  await userEvent.click(dialog.getByRole("button", { name: "Open the phase" }));
  expect(await screen.findByText("Opened phase 2.")).toBeVisible();
  const asked = {
    variants: [
      { id: "control", name: "Control", description: "", weight: 30, value: null },
      { id: "blue", name: "Blue", description: "", weight: 70, value: "blue" },
    ],
    treatment: "keep",
    reason: "Blue does no harm",
    version: 3,
  };
  expect(server.to(`POST ${PHASES}`).map(({ body }) => body)).toEqual([
    { ...asked, dryRun: true },
    { ...asked, dryRun: false },
  ]);
  const phases = within(screen.getByRole("region", { name: "Phases" }));
  expect(phases.getByRole("row", { name: /^2/ })).toHaveTextContent("control 30%, blue 70%");
});

test("what is changed after the preview is to be seen before it is done", async () => {
  const server = await opened();
  const dialog = await filledIn();
  await dialog.findByRole("button", { name: "Open the phase" });
  await userEvent.selectOptions(
    dialog.getByLabelText("Users who are enrolled already"),
    "Everybody is drawn anew, and counted anew",
  );
  expect(dialog.queryByRole("status", { name: "What it does" })).not.toBeInTheDocument();
  await userEvent.click(dialog.getByRole("button", { name: "Show what it does" }));
  await dialog.findByRole("button", { name: "Open the phase" });
  expect(server.to(`POST ${PHASES}`).at(-1)?.body).toMatchObject({ treatment: "restart", dryRun: true });
});

test("variants that users have stay, and a new one can join", async () => {
  await opened();
  const dialog = theDialog();
  expect(dialog.getByLabelText("Id of variant 2")).toBeDisabled();
  expect(dialog.queryByRole("button", { name: "Remove variant 2" })).not.toBeInTheDocument();
  await userEvent.click(dialog.getByRole("button", { name: "Add a variant" }));
  expect(dialog.getByLabelText("Id of variant 3")).toBeEnabled();
  expect(dialog.getByRole("button", { name: "Remove variant 3" })).toBeVisible();
});

test("what the server refuses of a phase stands beside its fields", async () => {
  const server = await opened();
  server.on(`POST ${PHASES}`, () =>
    problem(422, "validation", "The request breaks a rule", "See errors.", {
      errors: [{ field: "variants[0].weight", message: "The control needs users." }],
    }),
  );
  const dialog = await filledIn();
  expect(await dialog.findByText("The control needs users.")).toBeVisible();
  expect(dialog.getByLabelText("Weight of variant 1")).toHaveAccessibleDescription(/The control needs users/);
});

test("a phase of an experiment that is over is refused with what is allowed", async () => {
  const server = await opened();
  server.on(`POST ${PHASES}`, () =>
    problem(409, "illegal-move", "Not possible in this state", "An experiment that is COMPLETED takes no new phase.", {
      state: "COMPLETED",
      allowed: [],
    }),
  );
  const dialog = await filledIn();
  const alert = await dialog.findByRole("alert");
  expect(alert).toHaveTextContent("takes no new phase");
  expect(alert).toHaveTextContent("Its status cannot change any more.");
});
