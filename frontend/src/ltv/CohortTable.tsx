import { MetricTerm } from "../analytics/MetricTerm.tsx";
import { asCount, asMoney, write } from "../dashboard/figures.ts";
import type { ValueCohort } from "./ltv.ts";

interface CohortTableProps {
  readonly caption: string;
  readonly currency: string;
  readonly cohorts: readonly ValueCohort[];
}

const COLUMNS = [
  { metric: "ltv.clients", title: "Clients" },
  { metric: "ltv.payers", title: "Who paid" },
  { metric: "ltv.payments", title: "Payments" },
  { metric: "ltv.gross", title: "Gross" },
  { metric: "ltv.refunded", title: "Refunded" },
  { metric: "ltv.net", title: "Net" },
  { metric: "ltv.netPerClient", title: "Net per client" },
];

/** What the clients of each month paid so far. */
export function CohortTable({ caption, currency, cohorts }: CohortTableProps) {
  const money = asMoney(currency);
  return (
    <div className="scroll">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Registered in</th>
            {COLUMNS.map(({ metric, title }) => (
              <th key={metric} scope="col" className="number">
                <MetricTerm metric={metric}>{title}</MetricTerm>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ month, partial, clients, byCurrency }) => {
            const paid = byCurrency[currency];
            return (
              <tr key={month} data-cohort={month}>
                <th scope="row">
                  {month} {partial && <span className="tag warning">partial</span>}
                </th>
                <td className="number">{asCount(clients)}</td>
                <td className="number">{asCount(paid?.payers ?? 0)}</td>
                <td className="number">{asCount(paid?.payments ?? 0)}</td>
                <td className="number">{money(paid?.gross ?? 0)}</td>
                <td className="number">{money(paid?.refunded ?? 0)}</td>
                <td className="number">{money(paid?.net ?? 0)}</td>
                <td className="number value">{write(paid?.netPerClient, money)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
