import { useNavigate, useParams } from "react-router";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { backfillAddress } from "../addresses.ts";
import { BackfillForm } from "./BackfillForm.tsx";
import { BackfillPanel } from "./BackfillPanel.tsx";
import { BackfillTable } from "./BackfillTable.tsx";
import { useBackfills } from "./useBackfills.ts";

/** Counts days again from their events, and follows how far that is. */
export function BackfillsPage() {
  const { backfillId } = useParams();
  const navigate = useNavigate();
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useBackfills();
  const backfills = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="page" aria-labelledby="backfills-title" aria-busy={isFetching}>
      <header className="page-header">
        <h2 id="backfills-title">Backfills</h2>
        <p role="status">{isFetching && !data && "Loading the backfills…"}</p>
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          Refresh
        </button>
      </header>
      <p className="hint">
        Counts each day of a range again from its events. Nothing changes where the numbers are right; days that are
        sealed are left alone.
      </p>
      <BackfillForm
        onBegun={(begun) => {
          void navigate(backfillAddress(begun));
        }}
      />
      {backfillId && <BackfillPanel key={backfillId} backfillId={backfillId} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && backfills.length === 0 && !hasNextPage && <p className="empty">No day was ever counted again.</p>}
      {backfills.length > 0 && <BackfillTable backfills={backfills} />}
      {hasNextPage && (
        <footer className="page-footer">
          <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
            Show more
          </button>
        </footer>
      )}
    </section>
  );
}
