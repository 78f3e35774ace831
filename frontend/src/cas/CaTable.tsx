import { asCount, asDuration, asHours, asMoney, asRatio, write } from "../dashboard/figures.ts";
import { CaLink } from "./CaLink.tsx";
import type { ListedCa } from "./cas.ts";

/** The score cards of many CAs, in the order in which the API gave them. */
export function CaTable({ cas }: { cas: readonly ListedCa[] }) {
  const currencies = [...new Set(cas.flatMap(({ byCurrency }) => Object.keys(byCurrency)))].sort();
  const titles = ["Utilization", "Offered", "Booked", "Rating", "First response", "Completed", "Cancelled"];
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">Score cards of CAs</caption>
        <thead>
          <tr>
            <th scope="col">CA</th>
            {[...titles, ...currencies.map((currency) => `Gross, ${currency}`)].map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cas.map((ca) => (
            <tr key={ca.caId} data-ca={ca.caId}>
              <th scope="row">
                <CaLink caId={ca.caId} />
              </th>
              <td className="number value">{write(ca.utilization, asRatio)}</td>
              <td className="number">{asHours(ca.availableMinutes)}</td>
              <td className="number">{asHours(ca.bookedMinutes)}</td>
              <td className="number">
                {write(ca.rating, asCount)}
                <small className="hint">{asCount(ca.ratings)} ratings</small>
              </td>
              <td className="number">{write(ca.firstResponseMs, asDuration)}</td>
              <td className="number">{asCount(ca.completed)}</td>
              <td className="number">{asCount(ca.cancelled)}</td>
              {currencies.map((currency) => (
                <td key={currency} className="number">
                  {write(ca.byCurrency[currency]?.gross, asMoney(currency))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
