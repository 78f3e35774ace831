import { useId, useState, type ReactNode } from "react";
import { Link } from "react-router";
import { formatInstant } from "../format/date.ts";
import { flagAddress } from "../flags/flag.ts";
import { Changes } from "../changes/Changes.tsx";
import { changesBetween, type Change } from "../changes/changes.ts";
import { fieldName } from "../flags/words.ts";
import { Actor } from "./Actor.tsx";
import { ACTIONS, type AuditEntry } from "./entry.ts";

interface EntryRowProps {
  readonly entry: AuditEntry;
  /** Whether to say which thing it is about. */
  readonly withEntity: boolean;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

const FEW = 3;

/** One entry; what was before and after unfolds below it. */
export function EntryRow({ entry, withEntity, children }: EntryRowProps) {
  const detailsId = useId();
  const [open, setOpen] = useState(false);
  const { at, actor, actorKind, action, entity, version, before, after, requestId } = entry;
  const changes = changesBetween(before, after).filter(saysSomething);
  return (
    <>
      <tr data-entry={entry.id} data-version={version ?? undefined}>
        <th scope="row">
          <time dateTime={at}>{formatInstant(at)}</time>
        </th>
        <td>
          <Actor id={actor} kind={actorKind} />
        </td>
        <td>
          {ACTIONS[action]}
          {before && after && <small className="hint">{summary(changes)}</small>}
        </td>
        {withEntity && (
          <td>
            {entity.type === "flag" ? (
              <Link to={flagAddress(entity.id, "history")}>{entity.id}</Link>
            ) : (
              <code>{entity.id}</code>
            )}
          </td>
        )}
        <td className="number">{version}</td>
        <td>
          <div className="buttons">
            <button
              type="button"
              aria-expanded={open}
              aria-controls={detailsId}
              aria-label={`What changed ${formatInstant(at)}`}
              onClick={() => {
                setOpen(!open);
              }}
            >
              {open ? "Hide" : "What changed"}
            </button>
            {children}
          </div>
        </td>
      </tr>
      <tr id={detailsId} hidden={!open}>
        <td colSpan={withEntity ? 6 : 5}>
          {open && (
            <>
              <Changes changes={changes} nameOf={fieldName} />
              <small className="hint">Request {requestId}</small>
            </>
          )}
        </td>
      </tr>
    </>
  );
}

function summary(changes: readonly Change[]): string {
  const names = changes.map(({ field }) => fieldName(field));
  return names.length > FEW ? `${names.slice(0, FEW).join(", ")} and ${names.length - FEW} more` : names.join(", ");
}

/** Of a thing that was made or deleted, what was empty need not be told. */
function saysSomething({ before, after }: Change): boolean {
  return !(isEmpty(before) && isEmpty(after));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
