import { asCount, write } from "../../dashboard/figures.ts";
import { Metric } from "../../dashboard/Metric.tsx";
import { MetricTerm } from "../MetricTerm.tsx";
import { SpanHeader } from "../SpanHeader.tsx";
import type { Revenue } from "./revenue.ts";

interface CustomersPanelProps {
  readonly revenue: Revenue;
  readonly compared: boolean;
}

/** Who paid, in whatever currency: nobody counts twice, in a row or over all of them. */
export function CustomersPanel({ revenue, compared }: CustomersPanelProps) {
  const figures = [
    { name: "payingCustomers", label: "Paying customers" },
    { name: "newCustomers", label: "New customers" },
    { name: "returningCustomers", label: "Returning customers" },
  ] as const;
  return (
    <section className="panel" aria-labelledby="customers-title">
      <h3 id="customers-title">Customers</h3>
      <dl className="metrics">
        {figures.map(({ name, label }) => (
          <Metric
            key={name}
            label={label}
            path={`revenue.${name}`}
            means={`revenue.${name}`}
            measure={revenue[name]}
            compared={compared}
          />
        ))}
      </dl>
      <details>
        <summary>Row by row</summary>
        <div className="scroll">
          <table className="narrow">
            <caption>Customers, row by row</caption>
            <thead>
              <tr>
                <th scope="col">Days</th>
                <th scope="col" className="number">
                  <MetricTerm metric="revenue.payingCustomers">Paying</MetricTerm>
                </th>
                <th scope="col" className="number">
                  <MetricTerm metric="revenue.newCustomers">New</MetricTerm>
                </th>
              </tr>
            </thead>
            <tbody>
              {revenue.rows.map((row) => (
                <tr key={row.label}>
                  <SpanHeader span={row} />
                  <td className="number">{write(row.payingCustomers, asCount)}</td>
                  <td className="number">{write(row.newCustomers, asCount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
