import type {
  Correction,
  Crossover,
  ExperimentSettings,
  ExperimentStatus,
  Goal,
  MetricRole,
  MetricType,
  Move,
  Treatment,
} from "./experiment.ts";

export const STATUS_NAMES: Record<ExperimentStatus, string> = {
  DRAFT: "Draft",
  RUNNING: "Running",
  PAUSED: "Paused",
  COMPLETED: "Completed",
};

export const MOVE_NAMES: Record<Move, string> = {
  start: "Start",
  pause: "Pause",
  resume: "Resume",
  complete: "Complete",
};

export const TYPE_NAMES: Record<MetricType, string> = {
  binomial: "Yes or no",
  count: "Count",
  revenue: "Revenue",
  ratio: "Ratio",
};

/** How what a user did becomes their number. */
export const TYPE_HINTS: Record<MetricType, string> = {
  binomial: "Did a user do it at least once? Repetitions change nothing.",
  count: "How often a user did it, or the sum of a whole number.",
  revenue: "The sum of a user’s money in one currency, in minor units.",
  ratio: "One sum over another, such as clicks over sessions.",
};

export const ROLE_NAMES: Record<MetricRole, string> = {
  primary: "Primary",
  secondary: "Secondary",
  guardrail: "Guardrail",
};

export const ROLE_HINTS: Record<MetricRole, string> = {
  primary: "It decides who wins.",
  secondary: "It explains, and decides nothing.",
  guardrail: "It must not get worse; a winner that harms it is not shipped.",
};

export const GOAL_NAMES: Record<Goal, string> = { increase: "More is better", decrease: "Less is better" };

export const TREATMENT_NAMES: Record<Treatment, string> = {
  keep: "They keep the variant that they have",
  restart: "Everybody is drawn anew, and counted anew",
};

export const CORRECTION_NAMES: Record<Correction, string> = {
  holm: "Holm",
  benjamini_hochberg: "Benjamini–Hochberg",
};

/** What an adjustment of p-values keeps small. */
export const CORRECTION_HINTS: Record<Correction, string> = {
  holm: "Holm keeps it rare that even one of them all wins by luck.",
  benjamini_hochberg: "Benjamini–Hochberg finds more, and keeps the share of lucky ones among the winners small.",
};

export const CROSSOVER_NAMES: Record<Crossover, string> = {
  exclude: "Leave them out",
  first_seen: "Count them under the variant that they saw first in the phase",
};

const FIELD_NAMES: Record<keyof ExperimentSettings, string> = {
  name: "name",
  description: "description",
  hypothesis: "hypothesis",
  owner: "owner",
  tags: "tags",
  variants: "variants",
  trafficPercentage: "traffic",
  condition: "condition",
  roles: "roles",
  segments: "segments",
  namespace: "mutual-exclusion group",
  overrides: "testers",
  metrics: "metrics",
  startDate: "first day",
  endDate: "last day",
  plannedUsers: "planned users",
  alpha: "alpha",
  power: "power",
  correction: "correction",
  crossover: "users who saw two variants",
  clientVisible: "visible to clients",
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...FIELD_NAMES,
  allowedMoves: "what may be done",
  startedAt: "started at",
  pausedAt: "paused at",
  completedAt: "completed at",
  createdAt: "made at",
  createdBy: "made by",
};

/** What people call a field of an experiment; fields that are not known go by their own name. */
export function fieldName(field: string): string {
  return OTHER_NAMES[field] ?? field;
}
