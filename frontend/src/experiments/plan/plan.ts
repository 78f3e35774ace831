import type { Experiment } from "../experiment.ts";

/** Whether the metric is a share of users, or an amount or a number of each. */
export type Measured = "rate" | "mean";

/** What an admin says before an experiment; shares and effects are ratios (0.1 is 10 %). */
export interface PlanDraft {
  readonly measured: Measured;
  readonly baseline: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly minimumEffect: number;
  readonly alpha: number;
  readonly power: number;
  readonly weights: readonly number[];
  readonly metrics: number;
  /** Null for one on each day. */
  readonly looks: number | null;
  /** Null if it is not known: then there are no days. */
  readonly usersPerDay: number | null;
  /** Per cent. */
  readonly trafficPercentage: number;
}

/** What `POST /api/admin/experiments/plan` takes. */
export type PlanQuestion = Partial<Omit<PlanDraft, "measured">>;

/** What it takes to find the effect. */
export interface Plan {
  readonly usersPerVariant: readonly {
    /** Its place; 0 is the control. */
    readonly variant: number;
    readonly share: number;
    readonly users: number;
  }[];
  readonly users: number;
  /** Null without users per day. */
  readonly days: number | null;
  readonly weeks: number | null;
  readonly minimumEffect: number;
  readonly minimumDifference: number;
  /** At which each comparison is planned. */
  readonly comparisonAlpha: number;
  readonly looks: number;
  /** By what looking more than once multiplies the users. */
  readonly inflation: number;
  readonly curve: readonly {
    readonly days: number;
    readonly users: number;
    readonly minimumDetectableEffect: number | null;
  }[];
  readonly text: readonly string[];
  readonly method: string;
}

/** A usual beginning, with what is known of the experiment already. */
export function draftFor(experiment: Experiment | undefined): PlanDraft {
  const primary = experiment?.metrics.filter(({ role }) => role === "primary") ?? [];
  const [first] = primary;
  return {
    measured: first && first.type !== "binomial" ? "mean" : "rate",
    baseline: 0.1,
    mean: 100,
    standardDeviation: 200,
    minimumEffect: 0.1,
    alpha: experiment?.alpha ?? 0.05,
    power: experiment?.power ?? 0.8,
    weights: experiment?.variants.map(({ weight }) => weight) ?? [1, 1],
    metrics: Math.max(primary.length, 1),
    looks: null,
    usersPerDay: null,
    trafficPercentage: experiment?.trafficPercentage ?? 100,
  };
}

/** A draft as the API takes it: nothing of the other kind of metric, and nothing that is not known. */
export function questionOf({
  measured,
  baseline,
  mean,
  standardDeviation,
  looks,
  usersPerDay,
  ...others
}: PlanDraft): PlanQuestion {
  return {
    ...others,
    ...(measured === "rate" ? { baseline } : { mean, standardDeviation }),
    ...(looks !== null && { looks }),
    ...(usersPerDay !== null && { usersPerDay }),
  };
}
