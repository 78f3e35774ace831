import { formatRatio } from "../../format/number.ts";
import { valueInWords } from "../values/valueType.ts";
import { conditionInWords } from "../../conditions/conditionInWords.ts";
import { equalWeights, type Rule } from "./rule.ts";

/** Whom a rule is for. */
export function audienceInWords(rule: Rule): string {
  const parents = Array.isArray(rule.parentConditions) ? rule.parentConditions.length : 0;
  const also = parents > 0 ? ` and ${parents} other ${parents === 1 ? "flag fits" : "flags fit"}` : "";
  return `${conditionInWords(rule.condition ?? {})}${also}`;
}

/** What a rule serves to those it is for. */
export function outcomeInWords(rule: Rule): string {
  const { variations, weights, coverage = 1 } = rule;
  const share = coverage < 1 ? `, to ${formatRatio(coverage)} of them` : "";
  if (!variations) return `serve ${valueInWords(rule.force)}${share}`;
  const shares = weights ?? equalWeights(variations.length);
  const parts = variations.map((value, index) => `${valueInWords(value)} (${formatRatio(shares[index] ?? 0)})`);
  return `split between ${parts.join(", ")}${share}`;
}
