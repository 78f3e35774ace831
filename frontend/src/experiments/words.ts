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
  binomial: "Yes or no: did a user do it at least once?",
  count: "Count: how often, or the sum of a whole number",
  revenue: "Revenue: the sum of money in one currency",
  ratio: "Ratio: one sum over another, such as clicks over sessions",
};

export const ROLE_NAMES: Record<MetricRole, string> = {
  primary: "Primary: decides who wins",
  secondary: "Secondary: explains, decides nothing",
  guardrail: "Guardrail: must not get worse",
};

export const GOAL_NAMES: Record<Goal, string> = { increase: "More is better", decrease: "Less is better" };

export const TREATMENT_NAMES: Record<Treatment, string> = {
  keep: "They keep the variant that they have",
  restart: "Everybody is drawn anew, and counted anew",
};

export const CORRECTION_NAMES: Record<Correction, string> = {
  holm: "Holm: hardly ever one false winner among them all",
  benjamini_hochberg: "Benjamini–Hochberg: few of the winners are false",
};

export const CROSSOVER_NAMES: Record<Crossover, string> = {
  exclude: "Leave them out",
  first_seen: "Count them under the variant that they saw first",
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
