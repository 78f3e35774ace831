import { HeatCell } from "../analytics/HeatCell.tsx";
import { MetricTerm } from "../analytics/MetricTerm.tsx";
import { asMoney } from "../dashboard/figures.ts";
import type { ValueCohort } from "./ltv.ts";

interface GrowthTableProps {
  readonly currency: string;
  readonly cohorts: readonly ValueCohort[];
}

/** What a client of each month had paid by each age; ages that not all of them have reached are left open. */
export function GrowthTable({ currency, cohorts }: GrowthTableProps) {
  const rows = cohorts.flatMap(({ month, byCurrency }) => {
    const paid = byCurrency[currency];
    return paid ? [{ month, values: paid.cumulativePerClient }] : [];
  });
  const ages = Math.max(0, ...rows.map(({ values }) => values.length));
  if (ages === 0) return null;
  const money = asMoney(currency);
  const greatest = Math.max(1, ...rows.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return (
    <details className="daily">
      <summary>Month by month of age</summary>
      <div className="scroll">
        <table>
          <caption>
            <MetricTerm metric="ltv.cumulativePerClient">Gross value of a client by age, {currency}</MetricTerm>
          </caption>
          <thead>
            <tr>
              <th scope="col">Registered in</th>
              {Array.from({ length: ages }, (_, age) => (
                <th key={age} scope="col" className="number">
                  Month {age}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ month, values }) => (
              <tr key={month}>
                <th scope="row">{month}</th>
                {Array.from({ length: ages }, (_, age) => {
                  const value = values[age] ?? null;
                  return (
                    <HeatCell key={age} text={value === null ? null : money(value)} heat={(value ?? 0) / greatest} />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
