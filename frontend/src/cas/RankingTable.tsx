import { useId } from "react";
import { asHours, asRatio, write } from "../dashboard/figures.ts";
import { CaLink } from "./CaLink.tsx";
import type { RankedCa } from "./cas.ts";

interface RankingTableProps {
  readonly title: string;
  readonly cas: readonly RankedCa[];
}

/** Who is at one end of the order by utilization. */
export function RankingTable({ title, cas }: RankingTableProps) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId}>
      <h3 id={titleId}>{title}</h3>
      {cas.length === 0 && <p className="empty">No CA offered time in these days.</p>}
      {cas.length > 0 && (
        <div className="scroll">
          <table>
            <caption className="visually-hidden">{title} CAs</caption>
            <thead>
              <tr>
                <th scope="col">CA</th>
                <th scope="col" className="number">
                  Utilization
                </th>
                <th scope="col" className="number">
                  Offered
                </th>
                <th scope="col" className="number">
                  Booked of it
                </th>
              </tr>
            </thead>
            <tbody>
              {cas.map(({ caId, utilization, availableMinutes, utilizedMinutes }) => (
                <tr key={caId}>
                  <th scope="row">
                    <CaLink caId={caId} />
                  </th>
                  <td className="number value">{write(utilization, asRatio)}</td>
                  <td className="number">{asHours(availableMinutes)}</td>
                  <td className="number">{asHours(utilizedMinutes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
