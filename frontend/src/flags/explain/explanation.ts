import type { Generated } from "../../api/generated.ts";

/** Why a flag is worth what it is to a user. */
export type Explanation = Generated<"FlagExplained">;
export type ExplainQuestion = Generated<"ExplainQuestion">;

export type ExplainedRule = Generated<"ExplainedRule">;
/** One thing that a rule asks; it applies exactly if all of them hold. */
export type ExplainedCheck = Generated<"ExplainedCheck">;
/** One comparison in a condition, or one of its groups. */
export type ExplainedPart = Generated<"ExplainedPart">;
/** Where a draw put the user, and where the rule wanted them. */
export type ExplainedBucket = Generated<"ExplainedBucket">;

export type RuleKind = Generated<"RuleKind">;
export type Outcome = Generated<"Reached">;
