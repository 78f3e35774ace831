import type { Metric, MetricRole, MetricType } from "../experiment.ts";

/** A metric that nothing is said of yet but its role. */
export function aNewMetric(role: MetricRole): Metric {
  return {
    id: "",
    name: "",
    type: "binomial",
    role,
    goal: "increase",
    event: "",
    property: null,
    denominator: null,
    currency: null,
    cap: null,
    windowHours: null,
    covariate: null,
    margin: 0,
  };
}

/** The metric as another type, without what only the type before could say. */
export function ofType(metric: Metric, type: MetricType): Metric {
  return {
    ...metric,
    type,
    property: type === "binomial" ? null : metric.property,
    cap: type === "binomial" ? null : metric.cap,
    denominator: type === "ratio" ? (metric.denominator ?? { event: "", property: null }) : null,
    currency: type === "revenue" ? (metric.currency ?? "") : null,
  };
}

/** The metric in another role; only guardrails have a margin. */
export function ofRole(metric: Metric, role: MetricRole): Metric {
  return { ...metric, role, margin: role === "guardrail" ? metric.margin : 0 };
}
