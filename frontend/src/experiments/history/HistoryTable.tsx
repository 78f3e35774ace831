import { EVERY_ENTRY } from "../../audit/entry.ts";
import { EntryTable } from "../../audit/EntryTable.tsx";
import { useAudit } from "../../audit/useAudit.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { EXPERIMENT } from "../experimentCache.ts";

interface HistoryTableProps {
  readonly experimentKey: string;
  readonly whenEmpty: string;
}

/** What the audit log holds of an experiment, also of one that is deleted. */
export function HistoryTable({ experimentKey, whenEmpty }: HistoryTableProps) {
  const question = { ...EVERY_ENTRY, entity: `experiment:${experimentKey}` };
  const history = useAudit(question, [EXPERIMENT, experimentKey, "more"]);
  const entries = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {history.isPending && <p role="status">Loading the history…</p>}
      {history.error && <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />}
      {history.data && entries.length === 0 && !history.hasNextPage && <p className="empty">{whenEmpty}</p>}
      {entries.length > 0 && <EntryTable caption="History, newest first" entries={entries} withEntity={false} />}
      {history.hasNextPage && (
        <div className="buttons">
          <button type="button" disabled={history.isFetching} onClick={() => void history.fetchNextPage()}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}
