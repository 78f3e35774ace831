import type { Experiment } from "../experiment.ts";
import type { Comparison, MetricArm, MetricResult, Result } from "./result.ts";

/** A running experiment of two variants and two metrics. */
export function aRunningExperiment(changes: Partial<Experiment> = {}): Experiment {
  const metric = {
    type: "binomial",
    role: "primary",
    goal: "increase",
    property: null,
    denominator: null,
    currency: null,
    cap: null,
    windowHours: null,
    covariate: null,
    margin: 0,
  } as const;
  return {
    key: "new_checkout",
    uid: "0123456789ab",
    name: "New checkout",
    description: "",
    hypothesis: "",
    owner: "",
    tags: [],
    status: "RUNNING",
    variants: [
      { id: "control", name: "Old", description: "", weight: 50, value: "control", share: 50 },
      { id: "b", name: "New", description: "", weight: 50, value: "b", share: 50 },
    ],
    trafficPercentage: 100,
    condition: {},
    roles: [],
    segments: [],
    namespace: null,
    overrides: [],
    metrics: [
      { ...metric, id: "bought", name: "Bought", event: "payment_completed" },
      { ...metric, id: "revenue", name: "Revenue", type: "revenue", event: "payment_completed", currency: "GBP" },
    ],
    startDate: "2026-01-01",
    endDate: "2026-01-28",
    plannedUsers: null,
    alpha: 0.05,
    power: 0.8,
    correction: "holm",
    crossover: "exclude",
    clientVisible: true,
    phases: [aPhase(1)],
    allowedMoves: ["pause", "complete"],
    startedAt: "2026-01-01T09:00:00Z",
    pausedAt: null,
    completedAt: null,
    conclusion: null,
    seed: "seed",
    version: 3,
    createdAt: "2026-01-01T00:00:00Z",
    createdBy: "admin",
    updatedAt: "2026-01-01T09:00:00Z",
    updatedBy: "admin",
    ...changes,
  };
}

export function aPhase(number: number): Experiment["phases"][number] {
  return {
    number,
    startedAt: `2026-01-0${number}T09:00:00Z`,
    treatment: "keep",
    weights: { control: 50, b: 50 },
    ranges: [],
    reason: "",
  };
}

/** 10.1 % against 9.0 % of 10,000 users each: not enough at the ninth look. */
export function aComparison(changes: Partial<Comparison> = {}): Comparison {
  return {
    status: "ok",
    method: "two_proportion_z_pooled",
    difference: 0.0112,
    differenceInterval: [0.003, 0.0193],
    lift: 0.124,
    liftStatus: "ok",
    liftInterval: [0.031, 0.225],
    formattedLift: "+12.4 % [+3.1 %, +22.5 %]",
    formattedDifference: "+1.12 pp [+0.3 pp, +1.93 pp]",
    statistic: 2.68,
    p: 0.00736,
    log10P: -2.133,
    adjustedP: 0.0147,
    alwaysValidP: 0.21,
    alwaysValidInterval: [-0.004, 0.026],
    bound: 3.9,
    crossed: false,
    crossedAtLook: null,
    significant: false,
    direction: "flat",
    probabilityBest: 0.9964,
    probabilityBetter: 0.9964,
    expectedLoss: 0.00001,
    power: 0.93,
    minimumDetectableEffect: 0.131,
    daysRemaining: 12,
    cuped: null,
    ...changes,
  };
}

function anArm(changes: Partial<MetricArm>): MetricArm {
  return {
    variant: "control",
    users: 10_000,
    conversions: 900,
    total: 900,
    denominator: null,
    value: 0.09,
    valueInterval: [0.0846, 0.0958],
    standardDeviation: 0.286,
    probabilityBest: 0.0036,
    comparison: null,
    firstSeen: { users: 10_040, value: 0.0901, difference: null, lift: null, p: null },
    excluded: null,
    ...changes,
  };
}

export function aMetric(comparison: Partial<Comparison> = {}, changes: Partial<MetricResult> = {}): MetricResult {
  const firstSeen = { users: 10_030, value: 0.101, difference: 0.0109, lift: 0.121, p: 0.0089 };
  return {
    id: "bought",
    name: "Bought",
    type: "binomial",
    role: "primary",
    goal: "increase",
    unit: "share",
    currency: null,
    status: "ok",
    verdict: "undecided",
    variants: [
      anArm({}),
      anArm({
        variant: "b",
        conversions: 1_012,
        total: 1_012,
        value: 0.1012,
        probabilityBest: 0.9964,
        comparison: aComparison(comparison),
        firstSeen,
      }),
    ],
    ...changes,
  };
}

/** Money per user in pence. */
export function aRevenueMetric(changes: Partial<MetricResult> = {}): MetricResult {
  const comparison = aComparison({
    method: "welch_t",
    difference: 12.5,
    differenceInterval: [-3.25, 28.25],
    lift: 0.05,
    liftInterval: [-0.013, 0.117],
    expectedLoss: 0.8,
  });
  return {
    id: "revenue",
    name: "Revenue",
    type: "revenue",
    role: "secondary",
    goal: "increase",
    unit: "minor_units_per_user",
    currency: "GBP",
    status: "ok",
    verdict: "undecided",
    variants: [
      anArm({ total: 2_500_000, value: 250 }),
      anArm({ variant: "b", total: 2_625_000, value: 262.5, comparison }),
    ],
    ...changes,
  };
}

/** Where nothing can be computed but what is there. */
export const NOTHING_COMPARED = {
  lift: null,
  liftInterval: null,
  statistic: null,
  adjustedP: null,
  log10P: null,
  p: null,
  alwaysValidP: null,
  alwaysValidInterval: null,
  bound: null,
  probabilityBest: null,
  probabilityBetter: null,
  expectedLoss: null,
  power: null,
  minimumDetectableEffect: null,
  daysRemaining: null,
} as const satisfies Partial<Comparison>;

/** The result of that experiment after nine days. */
export function aResult(changes: Partial<Result> = {}): Result {
  return {
    experimentKey: "new_checkout",
    status: "RUNNING",
    asOf: new Date().toISOString(),
    phase: 1,
    throughDay: "2026-01-10",
    users: 20_000,
    crossover: "exclude",
    frozen: false,
    method: {
      name: "group_sequential_obrien_fleming",
      version: "1",
      alpha: 0.05,
      power: 0.8,
      correction: "holm",
      spending: "lan_demets_obrien_fleming",
      look: 9,
      looksPlanned: 28,
      alphaSpent: 0.0002,
      informationFraction: 0.32,
      packages: { scipy: "1.16.0" },
    },
    statisticsHash: "c0ffee",
    sufficientStatistics: { metrics: { bought: { control: { users: "10000", y: "900" } } } },
    decision: {
      verdict: "keep_running",
      variant: null,
      reasons: [{ code: "not_decided", text: "No primary metric has crossed its boundary yet." }],
    },
    sampleRatio: {
      status: "ok",
      verdict: "ok",
      p: 0.62,
      log10P: -0.2076,
      alpha: 0.001,
      alphaSpent: 0.0003,
      arms: [
        { variant: "control", observed: 10_000, expected: 10_000 },
        { variant: "b", observed: 10_000, expected: 10_000 },
      ],
      text: "Users are split as planned.",
    },
    crossovers: {
      users: 70,
      share: 0.0035,
      byVariant: [
        { variant: "control", users: 40 },
        { variant: "b", users: 30 },
      ],
      text: "70 users saw two variants.",
    },
    variants: [
      { id: "control", name: "Old", isControl: true, users: 10_000, share: 0.5, expectedShare: 0.5 },
      { id: "b", name: "New", isControl: false, users: 10_000, share: 0.5, expectedShare: 0.5 },
    ],
    metrics: [aMetric(), aRevenueMetric()],
    guardrails: [],
    looks: [
      {
        number: 9,
        day: "2026-01-09",
        users: 19_000,
        usersByVariant: { control: 9_500, b: 9_500 },
        informationFraction: 0.32,
        alphaSpent: 0.0002,
        zBound: 3.7,
        levels: [],
        comparisons: [
          {
            metric: "bought",
            variant: "b",
            role: "primary",
            z: 2.5,
            p: 0.0124,
            alpha: 0.05,
            bound: 3.9,
            crossed: 0,
            crossedAt: null,
            marginZ: null,
            harmed: false,
          },
        ],
        sampleRatio: { users: 19_000, alphaSpent: 0.0003, bound: 4.1, p: 0.7, mismatch: false },
        final: false,
      },
    ],
    series: [
      {
        day: "2026-01-01",
        variants: [
          {
            variant: "control",
            users: 1_000,
            metrics: [{ id: "bought", conversions: 80, value: 0.08, difference: null, lift: null, interval: null }],
          },
          {
            variant: "b",
            users: 1_010,
            metrics: [
              {
                id: "bought",
                conversions: 101,
                value: 0.1,
                difference: 0.02,
                lift: 0.25,
                interval: [-0.06, 0.66],
              },
            ],
          },
        ],
      },
    ],
    warnings: [],
    ...changes,
  };
}
