import { asCount, asMoney, write } from "../../dashboard/figures.ts";
import { formatDay, formatInstant } from "../../format/date.ts";
import { stateOf, type DayOfMetrics } from "./days.ts";

/** What is stored of each day, the latest first, and how far it is. */
export function DayTable({ caption, days }: { caption: string; days: readonly DayOfMetrics[] }) {
  if (days.length === 0) return <p className="empty">No day of this period has begun yet.</p>;
  const currencies = [...new Set(days.flatMap(({ byCurrency }) => Object.keys(byCurrency)))].sort();
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              New users
            </th>
            <th scope="col" className="number">
              Active users
            </th>
            <th scope="col" className="number">
              Requests
            </th>
            <th scope="col" className="number">
              Paying
            </th>
            {currencies.map((currency) => (
              <th key={currency} scope="col" className="number">
                Net, {currency}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day} data-day={day.day}>
              <th scope="row">
                {formatDay(day.day)}
                {day.hours !== 24 && <small className="hint">{day.hours} hours</small>}
              </th>
              <td>
                <DayState day={day} />
              </td>
              <td className="number">{asCount(day.newUsers)}</td>
              <td className="number">{asCount(day.activeUsers)}</td>
              <td className="number">{asCount(day.requestsCreated)}</td>
              <td className="number">{asCount(day.payingCustomers)}</td>
              {currencies.map((currency) => (
                <td key={currency} className="number">
                  {write(day.byCurrency[currency]?.net, asMoney(currency))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DayState({ day }: { day: DayOfMetrics }) {
  const { closedAt, watermark } = day;
  const closed = closedAt && <small className="hint">closed {formatInstant(closedAt)}</small>;
  switch (stateOf(day)) {
    case "sealed":
      return (
        <>
          <span className="tag info">Sealed</span>
          {closed}
        </>
      );
    case "closed":
      return (
        <>
          <span className="tag done">Closed</span>
          {closed}
          {!day.complete && <small className="hint">late events are being counted</small>}
        </>
      );
    case "complete":
      return <span className="tag">Complete</span>;
    case "open":
      return (
        <>
          <span className="tag warning">Not complete</span>
          <small className="hint">counted to {formatInstant(watermark)}</small>
        </>
      );
  }
}
