import { formatDay } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import type { CumulativeDay, SoFar } from "./cumulative.ts";
import { formatInterval, formatValue } from "./figures.ts";
import type { ArmSize, MetricResult } from "./result.ts";
import { missingInWords } from "./words.ts";

interface SeriesTableProps {
  readonly metric: MetricResult;
  readonly days: readonly CumulativeDay[];
  readonly variants: readonly ArmSize[];
  readonly format: (effect: number) => string;
}

/** The same as the chart, in figures. */
export function SeriesTable({ metric, days, variants, format }: SeriesTableProps) {
  return (
    <details>
      <summary>Day by day</summary>
      <div className="scroll">
        <table>
          <caption>{metric.name}, everything up to each day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Variant</th>
              <th scope="col" className="number">
                Users
              </th>
              <th scope="col" className="number">
                Conversions
              </th>
              <th scope="col" className="number">
                Value
              </th>
              <th scope="col" className="number">
                Beside the control
              </th>
            </tr>
          </thead>
          <tbody>
            {days.flatMap(({ day, byVariant }) =>
              variants.flatMap(({ id, name, isControl }) => {
                const soFar = byVariant[id];
                if (!soFar) return [];
                return (
                  <tr key={`${day} ${id}`}>
                    <th scope="row">{formatDay(day)}</th>
                    <td>{name}</td>
                    <td className="number">{formatCount(soFar.users)}</td>
                    <td className="number">{formatCount(soFar.conversions)}</td>
                    <td className="number">
                      {soFar.value === null ? missingInWords("no_users") : formatValue(soFar.value, metric)}
                    </td>
                    <td className="number">{isControl ? "control" : effectInWords(soFar, format)}</td>
                  </tr>
                );
              }),
            )}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function effectInWords({ effect, interval }: SoFar, format: (effect: number) => string): string {
  if (effect === null) return missingInWords("ok");
  return interval ? `${format(effect)} ${formatInterval(interval, format)}` : format(effect);
}
