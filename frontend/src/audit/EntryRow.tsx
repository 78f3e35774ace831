import { useId, useState, type ReactNode } from "react";
import { Link } from "react-router";
import { formatInstant } from "../format/date.ts";
import { flagAddress } from "../flags/flag.ts";
import { Changes } from "../changes/Changes.tsx";
import { changesBetween, type Change } from "../changes/changes.ts";
import { fieldName as nameInFlag } from "../flags/words.ts";
import { experimentAddress } from "../experiments/experiment.ts";
import { fieldName as nameInExperiment } from "../experiments/words.ts";
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
  const nameOf = entity.type === "experiment" ? nameInExperiment : nameInFlag;
  const address = addressOf(entity);
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
          {before && after && <small className="hint">{summary(changes, nameOf)}</small>}
        </td>
        {withEntity && <td>{address === null ? <code>{entity.id}</code> : <Link to={address}>{entity.id}</Link>}</td>}
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
              <Changes changes={changes} nameOf={nameOf} />
              <small className="hint">Request {requestId}</small>
            </>
          )}
        </td>
      </tr>
    </>
  );
}

/** Where the history of the thing is shown; null for a thing without a page. */
function addressOf({ type, id }: AuditEntry["entity"]): string | null {
  if (type === "flag") return flagAddress(id, "history");
  return type === "experiment" ? experimentAddress(id, "history") : null;
}

function summary(changes: readonly Change[], nameOf: (field: string) => string): string {
  const names = changes.map(({ field }) => nameOf(field));
  return names.length > FEW ? `${names.slice(0, FEW).join(", ")} and ${names.length - FEW} more` : names.join(", ");
}

/** Of a thing that was made or deleted, what was empty need not be told. */
function saysSomething({ before, after }: Change): boolean {
  return !(isEmpty(before) && isEmpty(after));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
