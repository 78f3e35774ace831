import type { Json, JsonObject } from "../../api/json.ts";

/** One comparison in a condition, or one of its groups. */
export interface ExplainedPart {
  /** Where in the condition, such as `$or[1].country`. */
  readonly place: string;
  readonly holds: boolean;
  readonly operator: string;
  /** Null for a group. */
  readonly attribute: string | null;
  readonly expected: Json;
  /** How many elements of a long list `expected` does not show. */
  readonly leftOut: number;
  readonly actual: Json;
}

/** Where a draw put the user, and where the rule wanted them. */
export interface ExplainedBucket {
  /** From 0; null for a user who has nothing to hash. */
  readonly number: number | null;
  readonly of: number;
  readonly attribute: string;
  readonly wanted: readonly { readonly first: number; readonly before: number; readonly variation: number | null }[];
}

/** One thing that a rule asks; it applies exactly if all of them hold. */
export interface ExplainedCheck {
  readonly kind: string;
  readonly holds: boolean;
  readonly message: string;
  /** Of a prerequisite: the other flag, and what it is worth to the user. */
  readonly flag: string | null;
  readonly actual: Json;
  readonly parts: readonly ExplainedPart[];
  readonly bucket: ExplainedBucket | null;
}

export type RuleKind = "prerequisite" | "excluded" | "included" | "custom" | "rollout";
export type Outcome = "matched" | "not_matched" | "not_reached";

export interface ExplainedRule {
  readonly id: string;
  readonly kind: RuleKind;
  readonly description: string;
  readonly outcome: Outcome;
  readonly checks: readonly ExplainedCheck[];
  readonly value: Json;
  readonly variant: string | null;
}

/** Why a flag is worth what it is to a user. */
export interface Explanation {
  readonly at: string;
  readonly summary: string;
  readonly value: Json;
  readonly reason: string | null;
  readonly variant: string | null;
  readonly rule: string | null;
  /** What was evaluated: the context, and what the profile filled in. */
  readonly attributes: JsonObject;
  readonly profile: { readonly found: boolean; readonly filledIn: readonly string[] };
  readonly rules: readonly ExplainedRule[];
}

export interface ExplainQuestion {
  /** What an application would say of the user. */
  readonly context: JsonObject;
  /** The moment; now if left out. */
  readonly at?: string;
}
