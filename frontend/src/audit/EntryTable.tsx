import type { ReactNode } from "react";
import type { AuditEntry } from "./entry.ts";
import { EntryRow } from "./EntryRow.tsx";

interface EntryTableProps {
  readonly caption: string;
  readonly entries: readonly AuditEntry[];
  readonly withEntity: boolean;
  readonly actions?: (entry: AuditEntry) => ReactNode;
}

export function EntryTable({ caption, entries, withEntity, actions }: EntryTableProps) {
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            {withEntity && <th scope="col">Of</th>}
            <th scope="col" className="number">
              Version
            </th>
            <th scope="col">
              <span className="visually-hidden">Details</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} withEntity={withEntity}>
              {actions?.(entry)}
            </EntryRow>
          ))}
        </tbody>
      </table>
    </div>
  );
}
