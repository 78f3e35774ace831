import type { ReactNode } from "react";
import { isRecord, prettyJson } from "../api/json.ts";
import { formatInstant } from "../format/date.ts";
import { itemChanges, listChange, type Change } from "./changes.ts";
import "./changes.css";

interface ChangesProps {
  readonly changes: readonly Change[];
  /** What people call a field. */
  readonly nameOf: (field: string) => string;
}

/** What differs between two states of a thing, readable: the old struck out, the new beside it. */
export function Changes({ changes, nameOf }: ChangesProps) {
  if (changes.length === 0) return <p className="hint">Nothing differs.</p>;
  return (
    <dl className="changes">
      {changes.map((change) => (
        <div key={change.field} data-change={change.field}>
          <dt>{nameOf(change.field)}</dt>
          <dd>
            <ChangedValue change={change} nameOf={nameOf} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ChangedValue({ change, nameOf }: { change: Change; nameOf: ChangesProps["nameOf"] }) {
  const list = listChange(change);
  if (list && list.added.length + list.removed.length > 0) {
    return (
      <>
        {list.removed.length > 0 && <Removed>{list.removed.join(", ")}</Removed>}
        {list.added.length > 0 && <Added>{list.added.join(", ")}</Added>}
      </>
    );
  }
  const items = itemChanges(change);
  if (items) return <Changes changes={items} nameOf={nameOf} />;
  return (
    <>
      {change.before !== undefined && <Removed>{written(change.before)}</Removed>}
      {change.after !== undefined && <Added>{written(change.after)}</Added>}
    </>
  );
}

function Removed({ children }: { children: ReactNode }) {
  return (
    <del>
      <span className="visually-hidden">before: </span>
      {children}
    </del>
  );
}

function Added({ children }: { children: ReactNode }) {
  return (
    <ins>
      <span className="visually-hidden">after: </span>
      {children}
    </ins>
  );
}

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function written(value: unknown): ReactNode {
  if (value === null) return "nothing";
  if (value === "") return "(empty)";
  if (typeof value === "string") return MOMENT.test(value) ? formatInstant(value) : value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ") || "none";
  return isRecord(value) || Array.isArray(value) ? <pre>{prettyJson(value)}</pre> : JSON.stringify(value);
}
