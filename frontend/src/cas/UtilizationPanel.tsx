import { Lines } from "../analytics/Lines.tsx";
import { MetricTerm } from "../analytics/MetricTerm.tsx";
import { SpanHeader } from "../analytics/SpanHeader.tsx";
import { asCount, asHours, asRatio, write } from "../dashboard/figures.ts";
import type { UtilizationRow } from "./cas.ts";

const LINE = "Utilization";

/** Utilization day by day, or by week or month. */
export function UtilizationPanel({ rows }: { rows: readonly UtilizationRow[] }) {
  if (rows.every(({ availableMinutes, bookedMinutes }) => availableMinutes === 0 && bookedMinutes === 0)) {
    return <p className="empty">No CA offered time in these days, and none was booked.</p>;
  }
  return (
    <section className="panel" aria-labelledby="utilization-rows-title">
      <h3 id="utilization-rows-title">Over time</h3>
      <Lines
        points={rows.map(({ label, utilization }) => ({ label, values: { [LINE]: utilization } }))}
        lines={[LINE]}
        format={asRatio}
      />
      <div className="scroll">
        <table>
          <caption className="visually-hidden">Utilization over time</caption>
          <thead>
            <tr>
              <th scope="col">Days</th>
              <Column metric="ca.utilization" title="Utilization" />
              <Column metric="ca.offering" title="CAs who offered" />
              <Column metric="ca.availableMinutes" title="Offered" />
              <Column metric="ca.bookedMinutes" title="Booked" />
              <Column metric="ca.outsideMinutes" title="Outside of it" />
              <Column metric="ca.doubleBookedMinutes" title="Booked twice" />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.label} data-row={row.label}>
                <SpanHeader span={row} />
                <td className="number value">{write(row.utilization, asRatio)}</td>
                <td className="number">{asCount(row.offering)}</td>
                <td className="number">{asHours(row.availableMinutes)}</td>
                <td className="number">{asHours(row.bookedMinutes)}</td>
                <td className="number">{asHours(row.outsideMinutes)}</td>
                <td className="number">{asHours(row.doubleBookedMinutes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Column({ metric, title }: { metric: string; title: string }) {
  return (
    <th scope="col" className="number">
      <MetricTerm metric={metric}>{title}</MetricTerm>
    </th>
  );
}
