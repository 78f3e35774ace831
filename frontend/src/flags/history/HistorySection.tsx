import { EVERY_ENTRY } from "../../audit/entry.ts";
import { EntryTable } from "../../audit/EntryTable.tsx";
import { useAudit } from "../../audit/useAudit.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { FLAG } from "../flagCache.ts";
import type { SectionProps } from "../page/sections.ts";
import { PutBack } from "./PutBack.tsx";

/** All versions of the flag with what each changed; each can be put back. */
export function HistorySection({ draft, onNews }: SectionProps) {
  const flag = draft.saved;
  const history = useAudit({ ...EVERY_ENTRY, entity: `flag:${flag.key}` }, [FLAG, flag.key, "more"]);
  const entries = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="panel">
      <p className="hint">
        Putting a version back makes a new version that is like the old one: nothing is lost, and it can be undone the
        same way. Users keep their places in the roll-out, since the flag keeps its seed.
      </p>
      {history.isPending && <p role="status">Loading the history…</p>}
      {history.error && <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />}
      {history.data && entries.length === 0 && <p className="empty">Nothing has been written about this flag yet.</p>}
      {entries.length > 0 && (
        <EntryTable
          caption="History, newest first"
          entries={entries}
          withEntity={false}
          actions={(entry) =>
            entry.version === flag.version ? (
              <span className="tag info">current</span>
            ) : (
              <PutBack flag={flag} entry={entry} draft={draft} onNews={onNews} />
            )
          }
        />
      )}
      {history.hasNextPage && (
        <div className="buttons">
          <button type="button" disabled={history.isFetching} onClick={() => void history.fetchNextPage()}>
            Show more
          </button>
        </div>
      )}
    </div>
  );
}
