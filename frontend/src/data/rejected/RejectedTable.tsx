import type { RejectedEvent } from "./rejected.ts";
import { RejectedRow } from "./RejectedRow.tsx";

export interface RejectedActions {
  readonly busy: boolean;
  readonly onReplay: (id: string) => void;
  /** `close` is to be called when it is done. */
  readonly onDelete: (id: string, close: () => void) => void;
}

interface RejectedTableProps extends RejectedActions {
  readonly events: readonly RejectedEvent[];
}

export function RejectedTable({ events, ...actions }: RejectedTableProps) {
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">Rejected events, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Rejected</th>
            <th scope="col">Event</th>
            <th scope="col">Of</th>
            <th scope="col">What it broke</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <RejectedRow key={event.id} event={event} {...actions} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
