import { useId } from "react";
import { DetailTable } from "./DetailTable.tsx";
import { ForestPlot } from "./ForestPlot.tsx";
import { nameOf, type GuardrailState, type MetricResult, type Result, type Scale } from "./result.ts";
import { Tag } from "./Tag.tsx";
import { VariantTable } from "./VariantTable.tsx";
import { GUARDRAIL_STATES, kindInWords, METRIC_VERDICTS, statusInWords } from "./words.ts";

interface MetricPanelProps {
  readonly metric: MetricResult;
  readonly result: Result;
  readonly scale: Scale;
}

/** One metric: what is found so far, as a chart and in figures. */
export function MetricPanel({ metric, result, scale }: MetricPanelProps) {
  const titleId = useId();
  const { variants } = result;
  const guardrails = result.guardrails.filter((guardrail) => guardrail.metric === metric.id);
  const { tone, text } = METRIC_VERDICTS[metric.verdict];
  return (
    <section className="panel" aria-labelledby={titleId} data-metric={metric.id}>
      <div className="buttons">
        <h5 id={titleId}>{metric.name}</h5>
        <Tag tone={tone}>{text}</Tag>
        <span className="hint">{kindInWords(metric)}</span>
      </div>
      {guardrails.length > 0 && <GuardrailStates guardrails={guardrails} variants={variants} />}
      {problemsOf(metric).map((problem) => (
        <p key={problem} className="hint">
          {problem}
        </p>
      ))}
      <ForestPlot metric={metric} variants={variants} scale={scale} />
      <VariantTable metric={metric} variants={variants} scale={scale} />
      <DetailTable metric={metric} variants={variants} />
    </section>
  );
}

interface GuardrailStatesProps {
  readonly guardrails: readonly GuardrailState[];
  readonly variants: Result["variants"];
}

function GuardrailStates({ guardrails, variants }: GuardrailStatesProps) {
  return (
    <ul className="guardrails" aria-label="State of the guardrail">
      {guardrails.map(({ variant, state, text }) => (
        <li key={variant}>
          <Tag tone={GUARDRAIL_STATES[state].tone}>
            {nameOf(variants, variant)}: {GUARDRAIL_STATES[state].text}
          </Tag>{" "}
          {text}
        </li>
      ))}
    </ul>
  );
}

/** Every reason once why figures are missing. */
function problemsOf({ status, variants }: MetricResult): string[] {
  const statuses = variants.flatMap(({ comparison }) => (comparison ? [comparison.status, comparison.liftStatus] : []));
  return [...new Set([status, ...statuses].map(statusInWords))].filter((problem) => problem !== "");
}
