import type { JsonObject } from "../../api/json.ts";
import type { Correction, Crossover, ExperimentStatus, Goal, MetricRole, MetricType } from "../experiment.ts";

/** Whether everything asked for could be computed; anything but `ok` says why some of it is null. */
export type Status =
  "ok" | "no_users" | "too_few_users" | "no_variance" | "no_baseline" | "too_few_events" | "too_many_users";

/** What lies between two bounds; null where the data set no bound. */
export type Interval = readonly [lower: number | null, upper: number | null];

export type Verdict = "ship" | "stop" | "keep_running" | "broken";
export type MetricVerdict = "better" | "worse" | "no_difference" | "not_enough_data" | "undecided";

export interface Reason {
  readonly code: string;
  readonly text: string;
}

export interface Decision {
  readonly verdict: Verdict;
  /** The id of the one to ship, or of the one that does harm. */
  readonly variant: string | null;
  readonly reasons: readonly Reason[];
}

export interface Method {
  readonly name: string;
  readonly version: string;
  readonly alpha: number;
  readonly power: number;
  readonly correction: Correction;
  readonly spending: string;
  /** Number of the last look that was taken; 0 before the first. */
  readonly look: number;
  readonly looksPlanned: number;
  readonly alphaSpent: number;
  readonly informationFraction: number;
  /** Versions of what computed it. */
  readonly packages: Readonly<Record<string, string>>;
}

export interface SampleRatio {
  readonly status: Status;
  readonly verdict: "ok" | "mismatch" | "not_enough_data";
  readonly p: number | null;
  readonly log10P: number | null;
  readonly alpha: number;
  readonly alphaSpent: number;
  readonly arms: readonly { readonly variant: string; readonly observed: number; readonly expected: number }[];
  readonly text: string;
}

export interface Crossovers {
  readonly users: number;
  readonly share: number;
  /** By the variant that they saw first. */
  readonly byVariant: readonly { readonly variant: string; readonly users: number }[];
  readonly text: string;
}

export interface ArmSize {
  readonly id: string;
  readonly name: string;
  readonly isControl: boolean;
  readonly users: number;
  readonly share: number;
  readonly expectedShare: number;
}

/** A variant beside the control, in the unit of its metric; lifts are ratios (0.124 is +12.4 %). */
export interface Comparison {
  readonly status: Status;
  /** Which test `p` is of. */
  readonly method: string;
  readonly difference: number | null;
  readonly differenceInterval: Interval | null;
  readonly lift: number | null;
  readonly liftStatus: Status;
  readonly liftInterval: Interval | null;
  readonly formattedLift: string;
  readonly formattedDifference: string;
  readonly statistic: number | null;
  /** Of one look; the same for difference and lift. */
  readonly p: number | null;
  /** Exact where `p` is too small for a number. */
  readonly log10P: number | null;
  readonly adjustedP: number | null;
  readonly alwaysValidP: number | null;
  /** Of the difference. */
  readonly alwaysValidInterval: Interval | null;
  /** What |z| of the last look was held against. */
  readonly bound: number | null;
  /** Whether a look crossed its bound, which is what decides; `significant` says the same. */
  readonly crossed: boolean;
  readonly crossedAtLook: number | null;
  readonly significant: boolean;
  /** Of what was found; flat until it crossed. */
  readonly direction: "good" | "bad" | "flat";
  readonly probabilityBest: number | null;
  readonly probabilityBetter: number | null;
  readonly expectedLoss: number | null;
  readonly power: number | null;
  /** As a lift. */
  readonly minimumDetectableEffect: number | null;
  readonly daysRemaining: number | null;
  /** Where difference, lift and `p` are adjusted for a covariate. */
  readonly cuped: Cuped | null;
}

/** What a covariate took out of a comparison, and what the comparison would be without it. */
export interface Cuped {
  readonly theta: number;
  /** The share of the variance that is taken out. */
  readonly varianceReduction: number;
  readonly unadjustedDifference: number | null;
  readonly unadjustedDifferenceInterval: Interval | null;
  readonly unadjustedP: number | null;
}

/** The same counted the other way, with or without users who have seen two variants. */
export interface OtherCount {
  readonly users: number;
  readonly value: number | null;
  readonly difference: number | null;
  readonly lift: number | null;
  readonly p: number | null;
}

export interface MetricArm {
  readonly variant: string;
  readonly users: number;
  /** Users who did it at all. */
  readonly conversions: number;
  /** The sum over users; of revenue in minor units, of a ratio the numerator's. */
  readonly total: number;
  readonly denominator: number | null;
  /** The rate, the mean of a user, or the ratio. */
  readonly value: number | null;
  readonly valueInterval: Interval | null;
  readonly standardDeviation: number | null;
  readonly probabilityBest: number | null;
  /** Null for the control. */
  readonly comparison: Comparison | null;
  /** Null where the figures count this way already. */
  readonly firstSeen: OtherCount | null;
  readonly excluded: OtherCount | null;
}

export interface MetricResult {
  readonly id: string;
  readonly name: string;
  readonly type: MetricType;
  readonly role: MetricRole;
  readonly goal: Goal;
  readonly unit: "share" | "per_user" | "minor_units_per_user" | "ratio";
  /** ISO 4217; of revenue only. */
  readonly currency: string | null;
  readonly status: Status;
  readonly verdict: MetricVerdict;
  /** The control first. */
  readonly variants: readonly MetricArm[];
}

export interface GuardrailState {
  readonly metric: string;
  readonly variant: string;
  readonly state: "ok" | "at_risk" | "harmed";
  readonly text: string;
}

/** A scheduled evaluation; once taken it never changes. */
export interface Look {
  readonly number: number;
  /** The last day that it saw. */
  readonly day: string;
  readonly users: number;
  readonly usersByVariant: Readonly<Record<string, number>>;
  readonly informationFraction: number;
  readonly alphaSpent: number;
  /** Of a single comparison at full alpha; each comparison may have a higher one of its own. */
  readonly zBound: number | null;
  readonly levels: readonly { readonly alpha: number; readonly alphaSpent: number; readonly zBound: number | null }[];
  readonly comparisons: readonly LookComparison[];
  readonly sampleRatio: {
    /** Null where there were too few, or hardly more than before. */
    readonly users: number | null;
    readonly alphaSpent: number;
    readonly bound: number | null;
    readonly p: number | null;
    readonly mismatch: boolean;
  };
  /** Whether the plan ended with it. */
  readonly final: boolean;
}

export interface LookComparison {
  readonly metric: string;
  readonly variant: string;
  readonly role: MetricRole;
  readonly z: number | null;
  readonly p: number | null;
  readonly alpha: number;
  readonly bound: number | null;
  /** 1 if it was found to be higher by now, -1 if lower, else 0. */
  readonly crossed: number;
  readonly crossedAt: number | null;
  /** Of a guardrail: z of the test against its margin. */
  readonly marginZ: number | null;
  /** Of a guardrail: whether it was found worse than its margin by now. */
  readonly harmed: boolean;
}

/** A metric of a variant over all days up to one. */
export interface MetricSoFar {
  readonly id: string;
  readonly conversions: number;
  readonly value: number | null;
  readonly difference: number | null;
  readonly lift: number | null;
  /** Of the lift, of one look. */
  readonly interval: Interval | null;
}

export interface SeriesDay {
  readonly day: string;
  readonly variants: readonly {
    readonly variant: string;
    readonly users: number;
    readonly metrics: readonly MetricSoFar[];
  }[];
}

/** What an experiment has found in one of its phases. */
export interface Result {
  readonly experimentKey: string;
  readonly status: ExperimentStatus;
  readonly asOf: string;
  /** Null before it was started. */
  readonly phase: number | null;
  /** The last day that counts, today's only so far. */
  readonly throughDay: string | null;
  readonly users: number;
  readonly crossover: Crossover;
  /** Whether it was kept at completion, and never changes. */
  readonly frozen: boolean;
  readonly method: Method;
  readonly statisticsHash: string;
  /** All that the figures were computed from. */
  readonly sufficientStatistics: JsonObject;
  readonly decision: Decision;
  readonly sampleRatio: SampleRatio;
  readonly crossovers: Crossovers;
  /** The control first. */
  readonly variants: readonly ArmSize[];
  readonly metrics: readonly MetricResult[];
  readonly guardrails: readonly GuardrailState[];
  readonly looks: readonly Look[];
  /** Cumulative; of long experiments not every day. */
  readonly series: readonly SeriesDay[];
  readonly warnings: readonly string[];
}

/** What of a result is asked for; nothing for the experiment's own choice. */
export interface ResultQuestion {
  readonly phase: number | null;
  readonly crossover: Crossover | null;
}

/** Whether a difference is told as a share of the control's value, or in the metric's own units. */
export type Scale = "relative" | "absolute";

/** How a variant is called; by its id if it has gone since. */
export function nameOf(variants: readonly ArmSize[], id: string): string {
  return variants.find((variant) => variant.id === id)?.name ?? id;
}
