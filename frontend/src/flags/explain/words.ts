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
