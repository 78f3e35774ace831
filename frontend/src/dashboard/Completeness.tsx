import { formatDay, formatInstant } from "../format/date.ts";
import type { Dashboard } from "./figures.ts";

/** Says which days the figures cover, in whose clock, as of when, and whether anything is still to be counted. */
export function Completeness({ dashboard }: { dashboard: Dashboard }) {
  const { from, to, timeZone, asOf, completeness } = dashboard;
  return (
    <p className="provenance">
      <span>
        {formatDay(from)} to {formatDay(to)}, days in {timeZone}
      </span>
      <span>
        As of <time dateTime={asOf}>{formatInstant(asOf, timeZone)}</time>
      </span>
      <span className={`badge ${completeness.status}`} data-testid="completeness">
        {completeness.status === "complete" ? "Complete" : "Not complete yet"}: {completeness.daysComplete} of{" "}
        {completeness.days} {completeness.days === 1 ? "day" : "days"} final
        {completeness.pendingBuckets > 0 && `, ${completeness.pendingBuckets} quarter-hours still to be counted`}
      </span>
    </p>
  );
}
