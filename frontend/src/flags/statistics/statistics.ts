import type { Generated } from "../../api/generated.ts";

export type FlagStatistics = Generated<"FlagStats">;
export type Evaluations = Generated<"FlagEvaluations">;
export type EvaluationDay = Generated<"EvaluationDay">;
/** How often a flag came out as one value; null if that is too long to be counted by, then the variant alone tells. */
export type CountedValue = Generated<"CountedValue">;
/** For how many known users a flag is worth what, as it is now. */
export type Coverage = Generated<"FlagCoverage">;
/** How many users, and of how many per cent of those of their role. */
export type UserShare = Generated<"UserShare">;
