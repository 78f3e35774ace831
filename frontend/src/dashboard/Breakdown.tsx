import { MetricTerm } from "../analytics/MetricTerm.tsx";
import { asCount, asRatio, write, type Format, type Measure } from "./figures.ts";
import { Change } from "./Metric.tsx";

export interface BreakdownRow {
  readonly label: string;
  readonly path: string;
  /** The metric's name in the list of definitions. */
  readonly means?: string;
  readonly measure: Measure;
  /** Which part of a whole it is. */
  readonly share?: Measure;
  readonly format?: Format;
}

interface BreakdownProps {
  readonly caption: string;
  /** The metric that all rows are of, in the list of definitions. */
  readonly means?: string;
  readonly subject: string;
  readonly rows: readonly BreakdownRow[];
  readonly compared: boolean;
  readonly empty: string;
  /** What the shares are of, if the rows have some. */
  readonly shareOf?: string;
}

/** A table of figures that belong together, each with what it was in the period before. */
export function Breakdown({ caption, means, subject, rows, compared, empty, shareOf }: BreakdownProps) {
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  return (
    <div className="scroll">
      <table>
        <caption>
          <MetricTerm metric={means}>{caption}</MetricTerm>
        </caption>
        <thead>
          <tr>
            <th scope="col">{subject}</th>
            <th scope="col" className="number">
              This period
            </th>
            {shareOf && (
              <th scope="col" className="number">
                {shareOf}
              </th>
            )}
            {compared && (
              <>
                <th scope="col" className="number">
                  Before
                </th>
                <th scope="col" className="number">
                  Change
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, path, means: metric, measure, share, format = asCount }) => (
            <tr key={path} data-metric={path}>
              <th scope="row">
                <MetricTerm metric={metric}>{label}</MetricTerm>
              </th>
              <td className="number value">{write(measure.value, format)}</td>
              {shareOf && <td className="number">{write(share?.value, asRatio)}</td>}
              {compared && (
                <>
                  <td className="number">{write(measure.previous, format)}</td>
                  <td className="number">
                    <Change change={measure.change} />
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Rows for a figure that is split by something, in the order of its names; some of them have a better label. */
export function rowsOf(
  measures: Record<string, Measure>,
  path: string,
  labels: Readonly<Record<string, string>> = {},
): BreakdownRow[] {
  return Object.entries(measures)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, measure]) => ({ label: labels[name] ?? name, path: `${path}.${name}`, measure }));
}
