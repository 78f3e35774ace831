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
        {inWords(completeness)}
      </span>
    </p>
  );
}

function inWords({ status, daysComplete, days, pendingBuckets }: Dashboard["completeness"]): string {
  const reach = `${daysComplete} of ${days} ${days === 1 ? "day" : "days"}`;
  if (status === "complete") return `Complete: ${reach} counted`;
  const waiting = pendingBuckets === 1 ? "1 quarter-hour waits" : `${pendingBuckets} quarter-hours wait`;
  return `Not complete yet: ${reach} over and counted${pendingBuckets > 0 ? `, ${waiting} to be counted` : ""}`;
}
