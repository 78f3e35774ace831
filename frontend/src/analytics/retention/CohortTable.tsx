import type { Generated } from "../../api/generated.ts";
import { formatDay } from "../../format/date.ts";
import { formatCount, formatRatio } from "../../format/number.ts";
import { HeatCell } from "../HeatCell.tsx";
import { MetricTerm } from "../MetricTerm.tsx";

type Cohort = Generated<"RetentionCohort">;
type Cell = Generated<"RetentionCell">;

interface CohortTableProps {
  readonly caption: string;
  readonly cohorts: readonly Cohort[];
}

/** A row for each week of registration, and in it the weeks that followed. */
export function CohortTable({ caption, cohorts }: CohortTableProps) {
  const weeks = Math.max(0, ...cohorts.map(({ cells }) => cells.length));
  return (
    <div className="scroll">
      <table className="cohorts">
        <caption>
          <MetricTerm metric="retention.rate">{caption}</MetricTerm>
        </caption>
        <thead>
          <tr>
            <th scope="col">Week from</th>
            <th scope="col" className="number">
              <MetricTerm metric="retention.cohortSize">Users</MetricTerm>
            </th>
            {Array.from({ length: weeks }, (_, week) => (
              <th key={week} scope="col" className="number">
                Week {week}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ days, size, complete, cells }) => (
            <tr key={days.from} data-cohort={days.from}>
              <th scope="row">
                {formatDay(days.from)} {!complete && <span className="tag warning">not complete yet</span>}
              </th>
              <td className="number">{formatCount(size)}</td>
              {cells.map((cell) => (
                <HeatCell key={cell.week} text={inWords(cell, size)} heat={cell.rate ?? 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inWords({ active, rate }: Cell, size: number): string | null {
  if (active === null) return null;
  // Of nobody there is no part.
  if (rate === null) return size === 0 ? "nobody" : formatCount(active);
  return `${formatRatio(rate)} (${formatCount(active)})`;
}
