import type { Generated } from "../api/generated.ts";
import { isRecord } from "../api/json.ts";
import type { ProblemError } from "../api/problem.ts";

/** An experiment, as admins see it now. */
export type Experiment = Generated<"ExperimentShown">;
export type ExperimentPage = Generated<"ExperimentPage">;

export type ExperimentStatus = Generated<"ExperimentStatus">;
export const STATUSES = ["DRAFT", "RUNNING", "PAUSED", "COMPLETED"] as const satisfies readonly ExperimentStatus[];

/** What may be done to an experiment's status. */
export type Move = Generated<"Move">;

/** What a new phase means for who is enrolled: they keep their variant, or everybody is drawn anew. */
export type Treatment = Generated<"Treatment">;
/** How users who have seen two variants count in the headline result. */
export type Crossover = Generated<"Crossover">;
/** How p-values are adjusted over variants and metrics of one role. */
export type Correction = Generated<"Correction">;

export type MetricType = Generated<"MetricType">;
export type MetricRole = Generated<"MetricRole">;
export type Goal = Generated<"Goal">;

export type Variant = Generated<"ExperimentVariant">;
/** What an admin sets of a variant; the first of an experiment is its control. */
export type VariantSettings = Omit<Variant, "share">;

/** One thing that is measured of every enrolled user; its `margin` is a ratio of the control's value. */
export type Metric = Generated<"ExperimentMetric">;
/** Which events a sum is made of: each counts as one, or a property of it is added up. */
export type Measure = NonNullable<Metric["denominator"]>;

/** A mutual-exclusion group, and the part of its users (0 to 1) that this experiment takes. */
export type Namespace = NonNullable<Experiment["namespace"]>;
/** A tester, and the variant they get; testers are never counted. */
export type Override = Experiment["overrides"][number];
/** A time in which weights and variants were the same. */
export type Phase = Generated<"ExperimentPhase">;
/** How an experiment ended. */
export type Conclusion = Generated<"ExperimentConclusion">;

type Setting = Exclude<keyof Generated<"ExperimentChange">, "version" | "variants">;

/** What an admin sets with one save. */
export interface ExperimentSettings extends Pick<Experiment, Setting> {
  readonly variants: readonly VariantSettings[];
}

export type ExperimentEdit = Partial<ExperimentSettings>;

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

/** What a new phase would do; shares are ratios of all who take part. */
export type PhasePreview = Generated<"ExperimentPhasePreview">;

/** How an admin ends an experiment. */
export type Completion = Omit<Generated<"ExperimentCompletion">, "version">;

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
