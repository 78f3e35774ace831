import { formatDay } from "../format/date.ts";
import { asCount, asMoney, write, type DashboardDay } from "./figures.ts";

/** The same figures day by day, folded away until somebody wants them. */
export function DailyTable({ daily }: { daily: readonly DashboardDay[] }) {
  const currencies = [...new Set(daily.flatMap(({ byCurrency }) => Object.keys(byCurrency)))].sort();
  return (
    <details className="daily">
      <summary>Day by day</summary>
      <div className="scroll">
        <table>
          <caption>Figures of each day</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" className="number">
                New users
              </th>
              <th scope="col" className="number">
                Active users
              </th>
              {currencies.map((currency) => (
                <th key={currency} scope="col" className="number">
                  Net, {currency}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {daily.map(({ day, newUsers, activeUsers, byCurrency }) => (
              <tr key={day} data-day={day}>
                <th scope="row">{formatDay(day)}</th>
                <td className="number">{write(newUsers, asCount)}</td>
                <td className="number">{write(activeUsers, asCount)}</td>
                {currencies.map((currency) => (
                  <td key={currency} className="number">
                    {write(byCurrency[currency]?.net, asMoney(currency))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
