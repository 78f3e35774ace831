import type { Generated } from "../../api/generated.ts";
import { asRatio, write } from "../../dashboard/figures.ts";
import { Change } from "../../dashboard/Metric.tsx";
import { formatCount } from "../../format/number.ts";
import { MetricTerm } from "../MetricTerm.tsx";

interface OverallTableProps {
  readonly weeks: readonly Generated<"RetainedWeek">[];
  readonly compared: boolean;
}

/** All cohorts together, as far as each week of theirs is known. */
export function OverallTable({ weeks, compared }: OverallTableProps) {
  return (
    <table className="narrow">
      <caption>All cohorts of which a week is known, together</caption>
      <thead>
        <tr>
          <th scope="col">Week</th>
          <th scope="col" className="number">
            <MetricTerm metric="retention.cohortSize">Users</MetricTerm>
          </th>
          <th scope="col" className="number">
            <MetricTerm metric="retention.active">Came back</MetricTerm>
          </th>
          <th scope="col" className="number">
            <MetricTerm metric="retention.rate">Share</MetricTerm>
          </th>
          {compared && (
            <th scope="col" className="number">
              Change
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {weeks.map(({ week, users, active, rate }) => (
          <tr key={week} data-week={week}>
            <th scope="row">Week {week}</th>
            <td className="number">{formatCount(users)}</td>
            <td className="number">{formatCount(active)}</td>
            <td className="number">{write(rate.value, asRatio)}</td>
            {compared && (
              <td className="number">
                <Change change={rate.change} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
