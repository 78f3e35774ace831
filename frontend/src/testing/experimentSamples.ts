import type { Experiment, Metric } from "../experiments/experiment.ts";

/** Whether a user paid at all. */
export function aMetric(changes: Partial<Metric> = {}): Metric {
  return {
    id: "paid",
    name: "Paid",
    type: "binomial",
    role: "primary",
    goal: "increase",
    event: "payment_completed",
    property: null,
    denominator: null,
    currency: null,
    cap: null,
    windowHours: null,
    covariate: null,
    margin: 0,
    ...changes,
  };
}

/** A draft of two variants, each for half of the users. */
export function anExperiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    key: "blue_button",
    uid: "0a1b2c",
    name: "Blue button",
    description: "",
    hypothesis: "",
    owner: "",
    tags: [],
    status: "DRAFT",
    allowedMoves: ["start"],
    variants: [
      { id: "control", name: "Control", description: "", weight: 50, value: null, share: 50 },
      { id: "blue", name: "Blue", description: "", weight: 50, value: "blue", share: 50 },
    ],
    trafficPercentage: 100,
    condition: {},
    roles: [],
    segments: [],
    namespace: null,
    overrides: [],
    metrics: [aMetric()],
    startDate: null,
    endDate: null,
    plannedUsers: null,
    alpha: 0.05,
    power: 0.8,
    correction: "holm",
    crossover: "exclude",
    clientVisible: true,
    phases: [],
    startedAt: null,
    pausedAt: null,
    completedAt: null,
    conclusion: null,
    seed: "seed",
    version: 3,
    createdAt: "2026-01-01T00:00:00Z",
    createdBy: "admin",
    updatedAt: "2026-01-02T00:00:00Z",
    updatedBy: "admin",
    ...changes,
  };
}

/** The same, started. */
export function aRunningExperiment(changes: Partial<Experiment> = {}): Experiment {
  const first = {
    number: 1,
    startedAt: "2026-01-03T00:00:00Z",
    treatment: "keep",
    weights: { control: 50, blue: 50 },
    ranges: [
      { variant: "control", from: 0, to: 0.5 },
      { variant: "blue", from: 0.5, to: 1 },
    ],
    reason: "",
  } as const;
  return anExperiment({
    status: "RUNNING",
    allowedMoves: ["pause", "complete"],
    phases: [first],
    startedAt: "2026-01-03T00:00:00Z",
    startDate: "2026-01-03",
    ...changes,
  });
}
