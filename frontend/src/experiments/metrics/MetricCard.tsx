import { useId } from "react";
import type { FieldError } from "../../api/problem.ts";
import { messageAt } from "../../draft/settingError.ts";
import type { Metric, MetricRole } from "../experiment.ts";
import { MetricFields } from "./MetricFields.tsx";
import { metricInWords } from "./metricInWords.ts";

interface MetricCardProps {
  readonly metric: Metric;
  /** Its place, from 1. */
  readonly number: number;
  /** Not saved yet, so that its id may still be chosen. */
  readonly isNew: boolean;
  /** Only what it is called may be changed. */
  readonly fixed: boolean;
  readonly open: boolean;
  /** What the server said about all metrics; fields are paths such as `metrics[0].event`. */
  readonly errors: readonly FieldError[];
  readonly onOpen: (open: boolean) => void;
  readonly onChange: (metric: Metric) => void;
  readonly onRemove: () => void;
}

const TONES: Record<MetricRole, string> = { primary: "info", secondary: "", guardrail: "warning" };

/** One metric in words, with its controls below when it is open. */
export function MetricCard(props: MetricCardProps) {
  const { metric, number, isNew, fixed, open, errors, onOpen, onChange, onRemove } = props;
  const editorId = useId();
  const errorOf = (field: string) => messageAt(errors, `metrics.${number - 1}.${field}`);
  const wrong = messageAt(errors, `metrics.${number - 1}`);
  return (
    <li className="card" data-metric={metric.id}>
      <div className="metric-summary">
        <div>
          <strong>{metric.name || metric.id || `Metric ${number}`}</strong>{" "}
          <span className={`tag ${TONES[metric.role]}`}>{metric.role}</span>
          <p>{metricInWords(metric)}</p>
          {wrong && !open && (
            <small className="field-error" role="alert">
              {wrong}
            </small>
          )}
        </div>
        <div className="buttons">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={editorId}
            aria-label={`Edit metric ${number}`}
            onClick={() => {
              onOpen(!open);
            }}
          >
            {open ? "Close" : "Edit"}
          </button>
          {!fixed && (
            <button type="button" aria-label={`Remove metric ${number}`} onClick={onRemove}>
              Remove
            </button>
          )}
        </div>
      </div>
      <div id={editorId}>
        {open && <MetricFields metric={metric} isNew={isNew} fixed={fixed} errorOf={errorOf} onChange={onChange} />}
      </div>
    </li>
  );
}
