import { write } from "../../dashboard/figures.ts";
import { MetricTerm } from "../MetricTerm.tsx";
import { SpanHeader } from "../SpanHeader.tsx";
import { AMOUNTS, type RevenueRow } from "./revenue.ts";

interface RevenueTableProps {
  readonly currency: string;
  readonly rows: readonly RevenueRow[];
}

/** The same as the chart, and more, in figures. */
export function RevenueTable({ currency, rows }: RevenueTableProps) {
  return (
    <details open>
      <summary>Row by row</summary>
      <div className="scroll">
        <table>
          <caption>Money in {currency}, row by row</caption>
          <thead>
            <tr>
              <th scope="col">Days</th>
              {AMOUNTS.map(({ name, title }) => (
                <th key={name} scope="col" className="number">
                  <MetricTerm metric={`revenue.${name}`}>{title}</MetricTerm>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.label} data-row={row.label}>
                <SpanHeader span={row} />
                {AMOUNTS.map(({ name, formatIn }) => (
                  <td key={name} className="number">
                    {write(row.byCurrency[currency]?.[name], formatIn(currency))}
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
