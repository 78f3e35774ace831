import { useState } from "react";
import { inOneText } from "../../draft/settingError.ts";
import { lockOn } from "../page/locks.ts";
import type { SectionProps } from "../page/sections.ts";
import { aNewMetric } from "./kinds.ts";
import { MetricCard } from "./MetricCard.tsx";

const MOST = 20;

/** What is measured of every enrolled user, and what each metric decides. */
export function MetricsSection({ draft }: SectionProps) {
  const { saved, settings, set, errorsFor } = draft;
  const { metrics } = settings;
  const [open, setOpen] = useState<number | null>(null);
  const lock = lockOn(saved, "metrics");
  const errors = errorsFor("metrics");
  const whole = inOneText(errors.filter(({ field }) => field === "metrics"));
  return (
    <div className="panel">
      <dl className="facts">
        <dt>Primary</dt>
        <dd>Decides who wins. One is best: with more, each needs stronger evidence. A start needs at least one.</dd>
        <dt>Guardrail</dt>
        <dd>
          Must not get worse, such as the page’s errors or refunds: a variant that wins and harms one is not shipped.
        </dd>
        <dt>Secondary</dt>
        <dd>Helps to understand why, and decides nothing.</dd>
      </dl>
      {lock && <p className="hint">{lock}</p>}
      {metrics.length === 0 && (
        <p className="empty">There are no metrics yet. Without a primary one it cannot start: nothing would decide.</p>
      )}
      <ol className="cards" aria-label="Metrics">
        {metrics.map((metric, index) => (
          // Ids are typed, and may be the same for a while.
          <MetricCard
            key={index}
            metric={metric}
            number={index + 1}
            isNew={!saved.metrics.some(({ id }) => id === metric.id)}
            fixed={lock !== null}
            open={open === index}
            errors={errors}
            onOpen={(opened) => {
              setOpen(opened ? index : null);
            }}
            onChange={(changed) => {
              set({ metrics: metrics.with(index, changed) });
            }}
            onRemove={() => {
              setOpen(null);
              set({ metrics: metrics.toSpliced(index, 1) });
            }}
          />
        ))}
      </ol>
      {whole && (
        <small className="field-error" role="alert">
          {whole}
        </small>
      )}
      {!lock && (
        <div className="buttons">
          <button
            type="button"
            disabled={metrics.length >= MOST}
            onClick={() => {
              const hasPrimary = metrics.some(({ role }) => role === "primary");
              set({ metrics: [...metrics, aNewMetric(hasPrimary ? "secondary" : "primary")] });
              setOpen(metrics.length);
            }}
          >
            Add a metric
          </button>
        </div>
      )}
    </div>
  );
}
