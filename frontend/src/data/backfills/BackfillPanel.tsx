import { Link } from "react-router";
import { asProblem } from "../../api/problem.ts";
import { Actor } from "../../audit/Actor.tsx";
import { formatDay, formatInstant } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { backfillAddress } from "../addresses.ts";
import { STATUSES, type BackfillProgress } from "./backfill.ts";
import { useBackfill, useResuming } from "./useBackfills.ts";

/** How far one backfill is, and what it found. */
export function BackfillPanel({ backfillId }: { backfillId: string }) {
  const { data, error, refetch } = useBackfill(backfillId);
  return (
    <section className="panel" aria-labelledby="backfill-title">
      <h3 id="backfill-title">
        Backfill <code>{backfillId}</code>
      </h3>
      {!data && !error && <p role="status">Loading the backfill…</p>}
      {error && asProblem(error).status === 404 && <p className="empty">There is no backfill of this name.</p>}
      {error && asProblem(error).status !== 404 && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <Progress backfill={data} />}
    </section>
  );
}

function Progress({ backfill }: { backfill: BackfillProgress }) {
  const { backfillId, from, to, status, days, daysDone, rollUpsChanged, sealedDays, pendingDays } = backfill;
  const resuming = useResuming(backfillId);
  return (
    <>
      <progress aria-label="Days counted again" max={days} value={daysDone} />
      <p role="status">
        {STATUSES[status]}: {formatCount(daysDone)} of {formatCount(days)} {days === 1 ? "day" : "days"} counted again,{" "}
        {changedInWords(rollUpsChanged)}.
      </p>
      <p className="hint">
        {formatDay(from)} to {formatDay(to)}, asked for by <Actor id={backfill.requestedBy} /> at{" "}
        {formatInstant(backfill.requestedAt)}; last progress at {formatInstant(backfill.lastProgressAt)}.
      </p>
      {sealedDays.length > 0 && (
        <p>Left alone, since they are sealed: {sealedDays.map((day) => formatDay(day)).join("; ")}.</p>
      )}
      {pendingDays.length > 0 && (
        <details>
          <summary>Days still to be counted</summary>
          <p>{pendingDays.map((day) => formatDay(day)).join("; ")}</p>
          {days - daysDone > pendingDays.length && <p className="hint">Only the first of them are told.</p>}
        </details>
      )}
      {backfill.supersededBy && (
        <p>
          Replaced by <Link to={backfillAddress(backfill.supersededBy)}>backfill {backfill.supersededBy}</Link>.
        </p>
      )}
      {status === "STALLED" && (
        <div className="buttons">
          <button
            type="button"
            className="primary"
            disabled={resuming.isPending}
            onClick={() => {
              resuming.mutate();
            }}
          >
            Resume
          </button>
          <span className="hint">No day was done for ten minutes.</span>
        </div>
      )}
      {resuming.error && <ProblemAlert error={resuming.error} />}
    </>
  );
}

function changedInWords(changed: number): string {
  if (changed === 0) return "no quarter-hour was off";
  return changed === 1 ? "1 quarter-hour was off" : `${formatCount(changed)} quarter-hours were off`;
}
