import { MetricTerm } from "../analytics/MetricTerm.tsx";
import { formatChange } from "../format/number.ts";
import { asCount, NO_FIGURE, write, type Format, type Measure } from "./figures.ts";

interface MetricProps {
  readonly label: string;
  /** Where the figure stands in the API's answer, such as `users.new`. */
  readonly path: string;
  /** The metric's name in the list of definitions. */
  readonly means?: string;
  readonly measure: Measure;
  readonly format?: Format;
  readonly hint?: string;
  readonly compared: boolean;
}

/** One figure in large, with what it was in the period before. */
export function Metric({ label, path, means, measure, format = asCount, hint, compared }: MetricProps) {
  return (
    <div className="metric" data-metric={path}>
      <dt>
        <MetricTerm metric={means}>{label}</MetricTerm>
        {hint && <small className="hint"> {hint}</small>}
      </dt>
      <dd>
        <span className="value">{write(measure.value, format)}</span>
        {compared && (
          <span className="comparison">
            <Change change={measure.change} /> <span className="previous">from {write(measure.previous, format)}</span>
          </span>
        )}
      </dd>
    </div>
  );
}

/** A relative change; without one (there was nothing before) a dash. */
export function Change({ change }: { change: number | null | undefined }) {
  if (change === null || change === undefined) return <span className="change">{NO_FIGURE}</span>;
  const direction = change > 0 ? "up" : change < 0 ? "down" : "same";
  return <span className={`change ${direction}`}>{formatChange(change)}</span>;
}
