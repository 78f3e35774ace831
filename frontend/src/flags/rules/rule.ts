import type { Generated } from "../../api/generated.ts";

/** A variation's name and key, for those who read results. */
export type VariationMeta = Generated<"FlagRuleMeta">;

/**
 * One custom rule in GrowthBook's terms: who it is for, and either one value (`force`) or several (`variations`). Its
 * `id` names it for ever; the server makes one for a rule that comes without.
 */
export type Rule = Generated<"FlagRule">;

/** What to change of a rule; undefined takes a field out. */
export type RuleChange = { readonly [Name in keyof Rule]?: Rule[Name] | undefined };

/** What the editor has a field for; the rest of a rule is edited as JSON. */
export const FIELDS_WITH_CONTROLS: readonly string[] = [
  "id",
  "description",
  "condition",
  "force",
  "variations",
  "weights",
  "meta",
  "coverage",
  "hashAttribute",
  "fallbackAttribute",
];

export function isForced(rule: Rule): boolean {
  return rule.variations === undefined;
}

/** Equal shares that add up to one. */
export function equalWeights(count: number): number[] {
  return Array.from({ length: count }, () => 1 / count);
}
