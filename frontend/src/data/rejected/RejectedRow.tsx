import { useId, useState } from "react";
import { Link } from "react-router";
import { prettyJson } from "../../api/json.ts";
import { formatInstant } from "../../format/date.ts";
import { ConfirmDialog } from "../../page/ConfirmDialog.tsx";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { userAddress } from "../../users/user.ts";
import type { RejectedEvent } from "./rejected.ts";
import type { RejectedActions } from "./RejectedTable.tsx";
import { useWholeEvent } from "./useRejected.ts";

interface RejectedRowProps extends RejectedActions {
  readonly event: RejectedEvent;
}

/** One event; its properties unfold below it. */
export function RejectedRow({ event, busy, onReplay, onDelete }: RejectedRowProps) {
  const detailsId = useId();
  const [open, setOpen] = useState(false);
  const { id, name, userId, anonymousId, rejectedAt, message, schemaVersion, stored } = event;
  return (
    <>
      <tr data-rejected={id}>
        <th scope="row">
          <time dateTime={rejectedAt}>{formatInstant(rejectedAt)}</time>
        </th>
        <td>
          <code>{name}</code>
          {stored && <small className="hint">stored all the same: the schema is on trial</small>}
        </td>
        <td>{userId === null ? <code>{anonymousId}</code> : <Link to={userAddress(userId)}>{userId}</Link>}</td>
        <td>
          {message}
          <small className="hint">version {schemaVersion} of the schema</small>
        </td>
        <td>
          <div className="buttons">
            <button
              type="button"
              aria-expanded={open}
              aria-controls={detailsId}
              aria-label={`Properties of ${id}`}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {open ? "Hide" : "Properties"}
            </button>
            <button
              type="button"
              disabled={busy}
              aria-label={`Replay ${id}`}
              onClick={() => {
                onReplay(id);
              }}
            >
              Replay
            </button>
            <ConfirmDialog
              opener="Delete"
              openerLabel={`Delete ${id}`}
              title="Delete this event?"
              yes="Delete it"
              danger
              busy={busy}
              onYes={(close) => {
                onDelete(id, close);
              }}
            >
              <p>It leaves the list for good and cannot be taken in any more.</p>
            </ConfirmDialog>
          </div>
        </td>
      </tr>
      <tr id={detailsId} hidden={!open}>
        <td colSpan={5}>{open && <Properties id={id} />}</td>
      </tr>
    </>
  );
}

function Properties({ id }: { id: string }) {
  const { data, error, refetch } = useWholeEvent(id, true);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <p role="status">Loading the properties…</p>;
  return (
    <>
      <pre>{prettyJson(data.properties)}</pre>
      <small className="hint">
        Event {data.eventId} of {formatInstant(data.timestamp)}, sent by {data.sender.kind} {data.sender.id}; kept until{" "}
        {formatInstant(data.expiresAt)}.
      </small>
    </>
  );
}
