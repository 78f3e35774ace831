import type { Json, JsonObject } from "../api/json.ts";
import { isRecord } from "../api/json.ts";
import type { ProblemError } from "../api/problem.ts";
import type { Role } from "../flags/flag.ts";

export const STATUSES = ["DRAFT", "RUNNING", "PAUSED", "COMPLETED"] as const;
export type ExperimentStatus = (typeof STATUSES)[number];

/** What may be done to an experiment's status. */
export type Move = "start" | "pause" | "resume" | "complete";

/** What a new phase means for who is enrolled: they keep their variant, or everybody is drawn anew. */
export type Treatment = "keep" | "restart";
/** How users who have seen two variants count in the headline result. */
export type Crossover = "exclude" | "first_seen";
/** How p-values are adjusted over variants and metrics of one role. */
export type Correction = "holm" | "benjamini_hochberg";

export type MetricType = "binomial" | "count" | "revenue" | "ratio";
export type MetricRole = "primary" | "secondary" | "guardrail";
export type Goal = "increase" | "decrease";

/** What an admin sets of a variant; the first of an experiment is its control. */
export interface VariantSettings {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Any number from 0; its share is the weight over the sum of all. */
  readonly weight: number;
  /** What applications get; the variant's id if null. */
  readonly value: Json;
}

export interface Variant extends VariantSettings {
  /** Per cent of those who take part. */
  readonly share: number;
}

/** Which events a sum is made of: each counts as one, or a property of it is added up. */
export interface Measure {
  readonly event: string;
  readonly property: string | null;
}

/** One thing that is measured of every enrolled user. */
export interface Metric extends Measure {
  readonly id: string;
  readonly name: string;
  readonly type: MetricType;
  readonly role: MetricRole;
  readonly goal: Goal;
  /** What it is divided by; of a ratio only. */
  readonly denominator: Measure | null;
  /** ISO 4217; of revenue only. */
  readonly currency: string | null;
  /** A user's sum counts as at most this much. */
  readonly cap: number | null;
  /** How long after a user's exposure what they do counts; null for as long as the experiment runs. */
  readonly windowHours: number | null;
  /** Numeric attribute known before exposure that takes noise out (CUPED). */
  readonly covariate: string | null;
  /** Of a guardrail: by how much of the control's value it may get worse before that is harm; 0.02 is 2 %. */
  readonly margin: number;
}

/** A mutual-exclusion group, and the part of its users (0 to 1) that this experiment takes. */
export interface Namespace {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A tester, and the variant they get; testers are never counted. */
export interface Override {
  readonly userId: string;
  readonly variant: string;
}

/** Buckets of 10,000 that belong to a variant. */
export interface BucketRange {
  readonly variant: string;
  readonly from: number;
  readonly to: number;
}

/** A time in which weights and variants were the same. */
export interface Phase {
  /** From 1. */
  readonly number: number;
  readonly startedAt: string;
  readonly treatment: Treatment;
  readonly weights: Readonly<Record<string, number>>;
  readonly ranges: readonly BucketRange[];
  readonly reason: string;
}

/** How an experiment ended. */
export interface Conclusion {
  /** The variant that won, or null for none. */
  readonly winner: string | null;
  readonly reason: string;
  /** Key of the flag that serves the winner from then on. */
  readonly rolledOutTo: string | null;
  readonly resultHash: string;
}

/** What an admin sets with one save. */
export interface ExperimentSettings {
  readonly name: string;
  readonly description: string;
  readonly hypothesis: string;
  readonly owner: string;
  readonly tags: readonly string[];
  readonly variants: readonly VariantSettings[];
  /** Who of the targeted takes part, in per cent with two decimals. */
  readonly trafficPercentage: number;
  /** What must hold of a user's attributes; empty for everybody. */
  readonly condition: JsonObject;
  readonly roles: readonly Role[];
  readonly segments: readonly string[];
  readonly namespace: Namespace | null;
  readonly overrides: readonly Override[];
  readonly metrics: readonly Metric[];
  /** Days (`2026-01-17`): planned, and once it runs the day it was started. */
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly plannedUsers: number | null;
  /** Probability of a false winner that is accepted, over all looks. */
  readonly alpha: number;
  /** Wanted probability of finding the effect that was planned for. */
  readonly power: number;
  readonly correction: Correction;
  readonly crossover: Crossover;
  readonly clientVisible: boolean;
}

export type ExperimentEdit = Partial<ExperimentSettings>;

/** An experiment, as admins see it now. */
export interface Experiment extends ExperimentSettings {
  readonly key: string;
  readonly variants: readonly Variant[];
  readonly status: ExperimentStatus;
  /** One for each set of weights since it was started; empty for a draft. */
  readonly phases: readonly Phase[];
  readonly allowedMoves: readonly Move[];
  readonly startedAt: string | null;
  readonly pausedAt: string | null;
  readonly completedAt: string | null;
  readonly conclusion: Conclusion | null;
  readonly seed: string;
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface ExperimentPage {
  readonly items: readonly Experiment[];
  readonly nextCursor: string | null;
}

/** What a draft begins with; everything that is not named is set later. */
export interface NewExperiment extends ExperimentEdit {
  readonly key: string;
  readonly name: string;
  readonly variants: readonly VariantSettings[];
}

/** Other weights or variants for an experiment that was started. */
export interface NewPhase {
  readonly variants: readonly VariantSettings[];
  readonly treatment: Treatment;
  readonly reason: string;
}

/** What a new phase would do. */
export interface PhasePreview {
  /** Of all who take part, 0 to 1. */
  readonly movedShare: number;
  readonly moves: readonly {
    readonly from: string;
    readonly to: string;
    /** Of all who take part, 0 to 1. */
    readonly share: number;
    readonly users: number;
  }[];
  readonly enrolledUsers: number;
  /** What becomes of those who are enrolled, in words. */
  readonly treatment: string;
}

/** How an admin ends an experiment. */
export interface Completion {
  readonly winner: string | null;
  readonly reason: string;
  /** A flag that is to serve the winner from now on. */
  readonly rollOut?: { readonly flag: string };
}

/** The experiment as the server holds it now, which a refusal of a stale version carries. */
export function currentExperiment(problem: ProblemError): Experiment | null {
  const { current } = problem;
  // The API's document promises a whole experiment here; the fields that are shown are checked all the same.
  const shown = isRecord(current) && typeof current["key"] === "string" && typeof current["version"] === "number";
  return shown ? (current as unknown as Experiment) : null;
}

/** The address of an experiment's page. */
export function experimentAddress(key: string, section = ""): string {
  return `/admin/experiments/${encodeURIComponent(key)}${section && `/${section}`}`;
}
