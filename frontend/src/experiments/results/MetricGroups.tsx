import type { MetricRole } from "../experiment.ts";
import { MetricPanel } from "./MetricPanel.tsx";
import type { Result, Scale } from "./result.ts";
import { ROLE_MEANINGS, ROLE_TITLES } from "./words.ts";

const ROLES: readonly MetricRole[] = ["primary", "guardrail", "secondary"];

/** All metrics, by what they are there for. */
export function MetricGroups({ result, scale }: { result: Result; scale: Scale }) {
  return ROLES.map((role) => {
    const metrics = result.metrics.filter((metric) => metric.role === role);
    if (metrics.length === 0) return null;
    return (
      <section key={role} className="metric-group" aria-labelledby={`${role}-title`}>
        <h4 id={`${role}-title`}>{ROLE_TITLES[role]}</h4>
        <p className="hint">{ROLE_MEANINGS[role]}</p>
        {metrics.map((metric) => (
          <MetricPanel key={metric.id} metric={metric} result={result} scale={scale} />
        ))}
      </section>
    );
  });
}
