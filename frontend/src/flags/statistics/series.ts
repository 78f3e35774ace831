import { valueInWords } from "../values/valueType.ts";
import type { CountedValue, EvaluationDay, Evaluations } from "./statistics.ts";

/** What one value goes by in charts and tables. */
export function labelOf({ value, variant }: Pick<CountedValue, "value" | "variant">): string {
  if (value === null) return variant;
  const written = valueInWords(value);
  return written === variant || `"${variant}"` === written ? written : `${written} (${variant})`;
}

/** The values of all days, the most frequent first. */
export function labelsOf(evaluations: Evaluations): string[] {
  return [...new Set(evaluations.byValue.map(labelOf))];
}

/** How often each value came out on a day. */
export function countsOf(day: EvaluationDay): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const counted of day.byValue) {
    const label = labelOf(counted);
    counts[label] = (counts[label] ?? 0) + counted.count;
  }
  return counts;
}
