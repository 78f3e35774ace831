import type { Outcome, RuleKind } from "./explanation.ts";

export const KIND_NAMES: Record<RuleKind, string> = {
  prerequisite: "Prerequisite",
  excluded: "Excluded users",
  included: "Included users",
  custom: "Rule",
  rollout: "Roll-out",
};

export const OUTCOME_NAMES: Record<Outcome, string> = {
  matched: "decides",
  not_matched: "does not apply",
  not_reached: "not reached",
};

/** The rule of a prerequisite applies to those who fail it. */
export const PREREQUISITE_OUTCOMES: Record<Outcome, string> = {
  matched: "not met, so the default value is served",
  not_matched: "met",
  not_reached: "not reached",
};
