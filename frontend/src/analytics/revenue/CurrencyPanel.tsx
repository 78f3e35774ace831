import { useId } from "react";
import { Breakdown, type BreakdownRow } from "../../dashboard/Breakdown.tsx";
import { asMoney } from "../../dashboard/figures.ts";
import { Lines } from "../Lines.tsx";
import { AMOUNTS, type Revenue } from "./revenue.ts";
import { RevenueTable } from "./RevenueTable.tsx";

interface CurrencyPanelProps {
  readonly currency: string;
  readonly revenue: Revenue;
  readonly compared: boolean;
}

const LINES = ["Gross", "Refunded", "Net"];

/** All money of one currency: its course, what it comes to, and each row. */
export function CurrencyPanel({ currency, revenue, compared }: CurrencyPanelProps) {
  const titleId = useId();
  return (
    <section className="panel" aria-labelledby={titleId}>
      <h3 id={titleId}>Revenue in {currency}</h3>
      <Lines points={pointsOf(revenue, currency)} lines={LINES} format={asMoney(currency)} />
      <Breakdown
        caption={`All rows together, ${currency}`}
        subject="Figure"
        rows={totalRows(revenue, currency)}
        compared={compared}
        empty=""
      />
      <RevenueTable currency={currency} rows={revenue.rows} />
    </section>
  );
}

function pointsOf({ rows }: Revenue, currency: string) {
  return rows.map(({ label, byCurrency }) => {
    const amounts = byCurrency[currency];
    return {
      label,
      values: { Gross: amounts?.gross ?? null, Refunded: amounts?.refunded ?? null, Net: amounts?.net ?? null },
    };
  });
}

function totalRows({ totals }: Revenue, currency: string): BreakdownRow[] {
  const total = totals[currency];
  if (!total) return [];
  return AMOUNTS.map(({ name, title, formatIn }) => ({
    label: title,
    path: `revenue.${currency}.${name}`,
    means: `revenue.${name}`,
    measure: total[name],
    format: formatIn(currency),
  }));
}
