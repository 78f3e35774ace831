import { Link } from "react-router";
import { useAnswer } from "../../analytics/useAnswer.ts";
import { formatDay } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { backfillAddress } from "../addresses.ts";
import { MISSING_BECAUSE, type MissingDates } from "./days.ts";
import { useBusinessDays } from "./useBusinessDays.ts";

const QUESTION = { route: "/api/admin/metrics/missing-dates" } as const;

/** Days that should have a stored number and have none, why, and what to do. */
export function MissingPanel() {
  const days = useBusinessDays();
  const { data, error, isFetching, refetch } = useAnswer<MissingDates>(QUESTION, days);
  return (
    <section className="panel" aria-labelledby="missing-title" aria-busy={isFetching}>
      <h3 id="missing-title">Missing days</h3>
      {isFetching && !data && <p role="status">Looking for missing days…</p>}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <Missing found={data} />}
    </section>
  );
}

function Missing({ found: { knownFrom, daysExpected, daysMissing, missing } }: { found: MissingDates }) {
  if (knownFrom === null) return <p className="empty">There is nothing of any day yet, so none is missing.</p>;
  if (daysMissing === 0) {
    const count = `${formatCount(daysExpected)} ${daysExpected === 1 ? "day" : "days"}`;
    return (
      <p className="empty">
        No day is missing: {count} of this period should have a stored number. Records begin on {formatDay(knownFrom)}.
      </p>
    );
  }
  return (
    <div className="scroll">
      <table>
        <caption>
          {formatCount(daysMissing)} of {formatCount(daysExpected)} days have no closed number
        </caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Why</th>
            <th scope="col">
              <span className="visually-hidden">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {missing.map(({ day, reason, message }) => (
            <tr key={day} data-missing={day}>
              <th scope="row">{formatDay(day)}</th>
              <td>
                {MISSING_BECAUSE[reason]}
                <small className="hint">{message}</small>
              </td>
              <td>
                {(reason === "lost" || reason === "otherDefinition") && (
                  <Link to={backfillAddress("", { from: day, to: day })} aria-label={`Count ${day} again`}>
                    Count again
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
