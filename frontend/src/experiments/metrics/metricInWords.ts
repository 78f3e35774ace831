import { formatRatio } from "../../format/number.ts";
import type { Measure, Metric } from "../experiment.ts";

/** What a metric measures, in a sentence. */
export function metricInWords(metric: Metric): string {
  const { windowHours, cap, role, margin, goal } = metric;
  const parts = [
    measured(metric),
    windowHours !== null && `within ${hoursInWords(windowHours)} of exposure`,
    cap !== null && `at most ${cap} of one user`,
    `${goal === "increase" ? "more" : "less"} is better`,
    role === "guardrail" && `${formatRatio(margin)} worse is tolerated`,
  ];
  return parts.filter(Boolean).join(", ");
}

function measured(metric: Metric): string {
  const { type, event, denominator, currency } = metric;
  switch (type) {
    case "binomial":
      return `Users who did ${event || "…"} at least once`;
    case "count":
      return `${sumOf(metric)} of a user`;
    case "revenue":
      return `${metric.property ? sumOf(metric) : `Amount of ${event || "…"}`} of a user${currency ? ` in ${currency}` : ""}`;
    case "ratio":
      return `${sumOf(metric)} over ${denominator ? sumOf(denominator).toLowerCase() : "…"}`;
  }
}

function sumOf({ event, property }: Measure): string {
  return property ? `Sum of ${property} of ${event || "…"}` : `Number of ${event || "…"}`;
}

const DAY = 24;

function hoursInWords(hours: number): string {
  const days = hours / DAY;
  if (Number.isInteger(days)) return days === 1 ? "a day" : `${days} days`;
  return hours === 1 ? "an hour" : `${hours} hours`;
}
