import { formatDay } from "../../format/date.ts";
import { formatCount, formatRatio } from "../../format/number.ts";
import { countsOf, labelOf, labelsOf } from "./series.ts";
import type { Evaluations } from "./statistics.ts";

/** The same as the chart, in figures. */
export function EvaluationTable({ evaluations }: { evaluations: Evaluations }) {
  const labels = labelsOf(evaluations);
  const days = evaluations.daily.filter(({ total }) => total > 0);
  return (
    <>
      <table className="narrow">
        <caption>By value</caption>
        <thead>
          <tr>
            <th scope="col">Value</th>
            <th scope="col" className="number">
              Evaluations
            </th>
            <th scope="col" className="number">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {evaluations.byValue.map((counted) => (
            <tr key={labelOf(counted)} data-value={labelOf(counted)}>
              <th scope="row">
                <code>{labelOf(counted)}</code>
              </th>
              <td className="number">{formatCount(counted.count)}</td>
              <td className="number">{formatRatio(counted.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>Day by day</summary>
        <div className="scroll">
          <table>
            <caption>Evaluations of each day</caption>
            <thead>
              <tr>
                <th scope="col">Day</th>
                {labels.map((label) => (
                  <th key={label} scope="col" className="number">
                    <code>{label}</code>
                  </th>
                ))}
                <th scope="col" className="number">
                  Together
                </th>
              </tr>
            </thead>
            <tbody>
              {days.map((day) => {
                const counts = countsOf(day);
                return (
                  <tr key={day.day}>
                    <th scope="row">{formatDay(day.day)}</th>
                    {labels.map((label) => (
                      <td key={label} className="number">
                        {formatCount(counts[label] ?? 0)}
                      </td>
                    ))}
                    <td className="number">{formatCount(day.total)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
