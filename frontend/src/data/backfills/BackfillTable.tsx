import { Link } from "react-router";
import { formatDay, formatInstant } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { backfillAddress } from "../addresses.ts";
import { STATUSES, type Backfill } from "./backfill.ts";

export function BackfillTable({ backfills }: { backfills: readonly Backfill[] }) {
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">Backfills, latest first</caption>
        <thead>
          <tr>
            <th scope="col">Backfill</th>
            <th scope="col">Days</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Done
            </th>
            <th scope="col">Asked for</th>
          </tr>
        </thead>
        <tbody>
          {backfills.map(({ backfillId, from, to, status, days, daysDone, requestedAt }) => (
            <tr key={backfillId} data-backfill={backfillId}>
              <th scope="row">
                <Link to={backfillAddress(backfillId)}>{backfillId}</Link>
              </th>
              <td>
                {formatDay(from)} to {formatDay(to)}
              </td>
              <td>{STATUSES[status]}</td>
              <td className="number">
                {formatCount(daysDone)} of {formatCount(days)}
              </td>
              <td>{formatInstant(requestedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
