import type { AnalyticsAnswer } from "../analytics/answer.ts";
import { formatDay, formatInstant } from "../format/date.ts";

/** Says which days the figures cover, in whose clock, as of when, and whether anything is still to be counted. */
export function Completeness({ answer }: { answer: AnalyticsAnswer }) {
  const { period, timeZone, asOf, completeness, definitionVersion } = answer;
  return (
    <p className="provenance">
      <span>
        {formatDay(period.from)} to {formatDay(period.to)}, days in {timeZone}
      </span>
      <span>
        As of <time dateTime={asOf}>{formatInstant(asOf, timeZone)}</time>
      </span>
      <span className={`badge ${completeness.status}`} data-testid="completeness">
        {inWords(completeness)}
      </span>
      <span>Definitions of version {definitionVersion}</span>
    </p>
  );
}

function inWords({ status, daysComplete, days, pendingBuckets }: AnalyticsAnswer["completeness"]): string {
  const reach = `${daysComplete} of ${days} ${days === 1 ? "day" : "days"}`;
  if (status === "complete") return `Complete: ${reach} counted`;
  const waiting = pendingBuckets === 1 ? "1 quarter-hour waits" : `${pendingBuckets} quarter-hours wait`;
  return `Not complete yet: ${reach} over and counted${pendingBuckets > 0 ? `, ${waiting} to be counted` : ""}`;
}
