import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { AuthProvider } from "../../auth/AuthProvider.tsx";
import { SignedIn } from "../../auth/SignedIn.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Experiment } from "../experiment.ts";
import { aRunningExperiment } from "../results/resultSamples.ts";
import type { Plan } from "./plan.ts";
import { PlanDialog } from "./PlanDialog.tsx";

const ROUTE = "POST /api/admin/experiments/plan";

const PLAN: Plan = {
  usersPerVariant: [
    { variant: 0, share: 0.5, users: 15_100 },
    { variant: 1, share: 0.5, users: 15_100 },
  ],
  users: 30_200,
  days: 31,
  weeks: 5,
  minimumEffect: 0.1,
  minimumDifference: 0.01,
  comparisonAlpha: 0.05,
  looks: 31,
  inflation: 1.031,
  curve: [
    { days: 7, users: 7_000, minimumDetectableEffect: 0.21 },
    { days: 14, users: 14_000, minimumDetectableEffect: null },
  ],
  text: ["15,100 users in each variant find a lift of +10 % with a probability of 80 %."],
  method: "group_sequential_obrien_fleming",
};

beforeEach(() => {
  alreadySignedIn();
});

async function open(experiment?: Experiment): Promise<void> {
  render(
    <AuthProvider>
      <SignedIn>
        <PlanDialog {...(experiment && { experiment })} />
      </SignedIn>
    </AuthProvider>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Plan the size" }));
}

async function fill(label: string, text: string): Promise<void> {
  await userEvent.clear(screen.getByLabelText(label));
  await userEvent.click(screen.getByLabelText(label));
  await userEvent.paste(text);
}

async function calculate(): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name: "Calculate" }));
}

test("a rate is planned, and the answer tells users, days and what is found earlier", async () => {
  const server = new Server().on(ROUTE, () => json(PLAN));
  await open();
  await fill("Rate today, per cent", "8.5");
  await fill("Smallest lift worth finding, per cent", "-5");
  await fill("New users per day", "1000");
  await calculate();
  expect(await screen.findByRole("heading", { name: "30,200 users, 31 days (5 whole weeks)" })).toBeVisible();
  expect(screen.getByText(/find a lift of \+10 %/)).toBeVisible();
  const users = within(screen.getByRole("table", { name: "Users by variant" }));
  expect(users.getByRole("row", { name: "Control 50 % 15,100" })).toBeVisible();
  const curve = within(screen.getByRole("table", { name: /^Smallest lift/, hidden: true }));
  expect(curve.getByRole("row", { name: "7 7,000 +21.0 %", hidden: true })).toBeInTheDocument();
  expect(curve.getByRole("row", { name: "14 14,000 none", hidden: true })).toBeInTheDocument();
  expect(server.to(ROUTE)[0]?.body).toEqual({
    baseline: 0.085,
    minimumEffect: -0.05,
    alpha: 0.05,
    power: 0.8,
    weights: [1, 1],
    metrics: 1,
    usersPerDay: 1_000,
    trafficPercentage: 100,
  });
});

test("a mean is planned by its spread, and without users per day there are no days", async () => {
  const server = new Server().on(ROUTE, () => json({ ...PLAN, days: null, weeks: null, curve: [] }));
  await open();
  await userEvent.selectOptions(screen.getByLabelText("What the primary metric measures"), "mean");
  await fill("Mean per user today", "2500");
  await fill("Standard deviation", "6000");
  await calculate();
  expect(await screen.findByRole("heading", { name: "30,200 users" })).toBeVisible();
  const body = server.to(ROUTE)[0]?.body;
  expect(body).toMatchObject({ mean: 2_500, standardDeviation: 6_000 });
  expect(body).not.toHaveProperty("baseline");
  expect(body).not.toHaveProperty("usersPerDay");
});

test("what is known of the experiment is filled in, and its variants are named", async () => {
  const server = new Server().on(ROUTE, () => json(PLAN));
  await open(aRunningExperiment({ alpha: 0.01, trafficPercentage: 20 }));
  await calculate();
  const users = within(await screen.findByRole("table", { name: "Users by variant" }));
  expect(users.getByRole("row", { name: "Old 50 % 15,100" })).toBeVisible();
  expect(server.to(ROUTE)[0]?.body).toMatchObject({
    alpha: 0.01,
    trafficPercentage: 20,
    weights: [50, 50],
    metrics: 2,
  });
});

test.each([
  ["Weights of the variants", "1", "Write 2 to 20 numbers, one for each variant."],
  ["Weights of the variants", "1, 0", "Each variant needs a weight above 0."],
  ["Smallest lift worth finding, per cent", "0", "Write how large a change is worth finding; it cannot be 0."],
  ["New users per day", "1.5", "Write a whole number from 1."],
  ["Rate today, per cent", "ten", "Write a number."],
])("%s of “%s” is a mistake that is told and not sent", async (label, text, mistake) => {
  const server = new Server().on(ROUTE, () => json(PLAN));
  await open();
  await fill(label, text);
  await calculate();
  expect(screen.getByLabelText(label)).toHaveAccessibleDescription(expect.stringContaining(mistake) as string);
  expect(server.to(ROUTE)).toEqual([]);
});

test("what the server finds wrong with a field stands beside it", async () => {
  const message = "Must be between 0 and 1.";
  const errors = [{ field: "baseline", message }];
  new Server().on(ROUTE, () => problem(422, "validation", "The request breaks a rule", "See errors.", { errors }));
  await open();
  await fill("Rate today, per cent", "100");
  await calculate();
  expect(await screen.findByText(message)).toBeVisible();
  expect(screen.getByLabelText("Rate today, per cent")).toBeInvalid();
  expect(screen.queryByText("See errors.")).not.toBeInTheDocument();
});

test("a refusal that is about no field is told whole", async () => {
  new Server().on(ROUTE, () => problem(503, "unavailable", "The server failed", "Try again later."));
  await open();
  await calculate();
  expect(await screen.findByText("Try again later.")).toBeVisible();
});
