import { asCount, asMoney, write } from "../dashboard/figures.ts";
import type { Prediction } from "./ltv.ts";

interface ExpectedCohortsProps {
  readonly currency: string;
  readonly cohorts: Prediction["cohorts"];
}

/** What the clients of each month are expected to do. */
export function ExpectedCohorts({ currency, cohorts }: ExpectedCohortsProps) {
  const money = asMoney(currency);
  return (
    <div className="scroll">
      <table>
        <caption>Expected, by month of registration, {currency}</caption>
        <thead>
          <tr>
            <th scope="col">Registered in</th>
            {["Buyers", "Still buying", "Purchases", "Value", "Value per buyer", "Gross so far"].map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ month, expected }) => (
            <tr key={month}>
              <th scope="row">{month}</th>
              <td className="number">{asCount(expected.clients)}</td>
              <td className="number">{write(expected.alive, asCount)}</td>
              <td className="number">{write(expected.purchases, asCount)}</td>
              <td className="number value">{write(expected.value, money)}</td>
              <td className="number">{write(expected.valuePerClient, money)}</td>
              <td className="number">{money(expected.grossSoFar)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
