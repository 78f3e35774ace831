import { useChoices } from "../../analytics/useChoices.ts";
import { formatCount } from "../../format/number.ts";
import { Alert } from "../../page/Alert.tsx";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedFilter } from "../../page/TypedFilter.tsx";
import { EVERY_EVENT, type RejectedQuestion, type Replayed } from "./rejected.ts";
import { RejectedTable } from "./RejectedTable.tsx";
import { useRejected, useRejectedActions } from "./useRejected.ts";

/** Events that broke a schema, kept for seven days: to be read, taken in after all, or thrown away. */
export function RejectedEventsPage() {
  const [question, change] = useChoices(EVERY_EVENT);
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useRejected(question);
  const { replaying, deletion } = useRejectedActions();
  const events = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="page" aria-labelledby="rejected-title" aria-busy={isFetching}>
      <header className="page-header">
        <h2 id="rejected-title">Rejected events</h2>
        <p role="status">{isFetching && "Loading the events…"}</p>
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          Refresh
        </button>
      </header>
      <p className="hint">
        Events that broke the schema of their name in the last seven days. Taken in after all, each goes the way of any
        event under its own id, so it counts once however often it is replayed.
      </p>
      <Filters question={question} onChange={change} />
      {question.name !== "" && events.length > 0 && (
        <div className="buttons">
          <button
            type="button"
            disabled={replaying.isPending}
            onClick={() => {
              replaying.mutate({ name: question.name });
            }}
          >
            Replay all {question.name}
          </button>
          <span className="hint">Whenever they were rejected.</span>
        </div>
      )}
      <p role="status">{replaying.isPending && "Taking events in…"}</p>
      {replaying.data && <Outcome of={replaying.data} />}
      {replaying.error && <ProblemAlert error={replaying.error} />}
      {deletion.error && <ProblemAlert error={deletion.error} />}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && events.length === 0 && !hasNextPage && <p className="empty">No rejected event fits these filters.</p>}
      {events.length > 0 && (
        <RejectedTable
          events={events}
          busy={replaying.isPending || deletion.isPending}
          onReplay={(id) => {
            replaying.mutate({ id });
          }}
          onDelete={(id, close) => {
            deletion.mutate(id, { onSettled: close });
          }}
        />
      )}
      {hasNextPage && (
        <footer className="page-footer">
          {/* A page may be short, or even empty, and yet not be the last. */}
          <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
            Show more
          </button>
        </footer>
      )}
    </section>
  );
}

interface FiltersProps {
  readonly question: RejectedQuestion;
  readonly onChange: (change: Partial<RejectedQuestion>) => void;
}

function Filters({ question, onChange }: FiltersProps) {
  return (
    <div role="search" aria-label="Rejected events" className="controls hinted">
      <TypedFilter
        label="Event"
        hint="Its name, exactly."
        maxLength={100}
        value={question.name}
        onValue={(name) => {
          onChange({ name });
        }}
      />
      <TextField
        label="From"
        type="date"
        max={question.to || undefined}
        value={question.from}
        onText={(from) => {
          onChange({ from });
        }}
      />
      <TextField
        label="To"
        type="date"
        min={question.from || undefined}
        value={question.to}
        onText={(to) => {
          onChange({ to });
        }}
      />
    </div>
  );
}

/** What became of a replay; what still breaks its schema is told why. */
function Outcome({ of: { stored, storedBefore, rejected, unknown } }: { of: Replayed }) {
  const others = [
    storedBefore > 0 && `${formatCount(storedBefore)} stored before`,
    rejected.length > 0 && `${formatCount(rejected.length)} still rejected`,
    unknown.length > 0 && `${formatCount(unknown.length)} not kept any more`,
  ].filter((part) => part !== false);
  return (
    <Alert tone={rejected.length > 0 ? "error" : "info"}>
      <strong>{[`${formatCount(stored)} taken in`, ...others].join(", ")}.</strong>
      {rejected.length > 0 && (
        <ul>
          {rejected.map(({ id, message, retryable }) => (
            <li key={id}>
              <code>{id}</code>: {message}
              {retryable && " Try again in a moment."}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
