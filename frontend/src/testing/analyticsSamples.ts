import type { AnalyticsAnswer } from "../analytics/answer.ts";
import { aDashboard } from "./samples.ts";

/** What every answer begins with: a quiet month in London. */
export function aHead(changes: Partial<AnalyticsAnswer> = {}): AnalyticsAnswer {
  const { period, timeZone, asOf, definitionVersion, completeness } = aDashboard();
  return { period, timeZone, asOf, definitionVersion, completeness, ...changes };
}

/** Some figures, each with how it changed. */
export function measured<Name extends string>(values: Readonly<Record<Name, number>>, change: number | null = null) {
  const entries = Object.entries<number>(values).map(([name, value]) => [name, { value, previous: null, change }]);
  return Object.fromEntries(entries) as Record<Name, { value: number; previous: null; change: number | null }>;
}
