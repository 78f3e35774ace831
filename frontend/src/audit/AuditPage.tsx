import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { browserTimeZone } from "../format/localTime.ts";
import { AuditFilters } from "./AuditFilters.tsx";
import { EntryTable } from "./EntryTable.tsx";
import { useAudit } from "./useAudit.ts";
import { useAuditQuestion } from "./useAuditQuestion.ts";
import "../flags/flags.css";

/** Every change that an admin made, anywhere in the product. */
export function AuditPage() {
  const [question, change] = useAuditQuestion();
  const audit = useAudit(question);
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="page" aria-labelledby="audit-title" aria-busy={audit.isFetching}>
      <header className="page-header">
        <h2 id="audit-title">Audit log</h2>
        <p role="status">{audit.isFetching && "Loading the entries…"}</p>
        <button type="button" disabled={audit.isFetching} onClick={() => void audit.refetch()}>
          Refresh
        </button>
      </header>
      <p className="hint">
        Who changed what, and what it was before and after. Entries are written together with the change itself and
        cannot be altered. Times are those of {browserTimeZone()}.
      </p>
      <AuditFilters question={question} onChange={change} />
      {audit.error && <ProblemAlert error={audit.error} onRetry={() => void audit.refetch()} />}
      {audit.data && entries.length === 0 && !audit.hasNextPage && (
        <p className="empty">No entry fits these filters.</p>
      )}
      {entries.length > 0 && <EntryTable caption="Audit log, newest first" entries={entries} withEntity />}
      {audit.hasNextPage && (
        <footer className="page-footer">
          {/* A page may be short, or even empty, and yet not be the last. */}
          <button type="button" disabled={audit.isFetching} onClick={() => void audit.fetchNextPage()}>
            Show more
          </button>
        </footer>
      )}
    </section>
  );
}
