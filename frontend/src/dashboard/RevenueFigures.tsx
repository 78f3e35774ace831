import { Breakdown, type BreakdownRow } from "./Breakdown.tsx";
import { asMoney, asRatio, type CurrencyFigures, type Dashboard, type Format } from "./figures.ts";
import { Metric } from "./Metric.tsx";

interface RevenueFiguresProps {
  readonly revenue: Dashboard["revenue"];
  readonly compared: boolean;
}

/** Revenue by currency: amounts of two currencies are never added up. */
export function RevenueFigures({ revenue, compared }: RevenueFiguresProps) {
  const currencies = Object.entries(revenue.byCurrency).sort(([one], [other]) => one.localeCompare(other));
  return (
    <section aria-labelledby="revenue-title">
      <h3 id="revenue-title">Revenue</h3>
      <dl className="metrics">
        {currencies.map(([currency, figures]) => (
          <Metric
            key={currency}
            label={`Net revenue, ${currency}`}
            path={`revenue.${currency}.net.total`}
            means="revenue.net"
            measure={figures.net}
            format={asMoney(currency)}
            compared={compared}
          />
        ))}
        <Metric
          label="Paying customers"
          path="revenue.payingCustomers"
          means="revenue.payingCustomers"
          measure={revenue.payingCustomers}
          compared={compared}
        />
        <Metric
          label="New customers"
          path="revenue.newCustomers"
          means="revenue.newCustomers"
          measure={revenue.newCustomers}
          compared={compared}
        />
        <Metric
          label="Returning customers"
          path="revenue.returningCustomers"
          means="revenue.returningCustomers"
          measure={revenue.returningCustomers}
          compared={compared}
        />
      </dl>
      {currencies.length === 0 && <p className="empty">No payment was completed in these days.</p>}
      {currencies.map(([currency, figures]) => (
        <Breakdown
          key={currency}
          caption={`Revenue in ${currency}`}
          subject="Figure"
          rows={moneyRows(currency, figures)}
          compared={compared}
          empty=""
        />
      ))}
    </section>
  );
}

function moneyRows(currency: string, figures: CurrencyFigures): BreakdownRow[] {
  const format = asMoney(currency);
  const row = (name: keyof CurrencyFigures, label: string, written?: Format): BreakdownRow => ({
    label,
    path: `revenue.${currency}.${name}`,
    means: `revenue.${name}`,
    measure: figures[name],
    ...(written && { format: written }),
  });
  return [
    row("payments", "Payments"),
    row("gross", "Gross", format),
    row("refunds", "Refunds"),
    row("refunded", "Refunded", format),
    row("net", "Net", format),
    row("averageOrderValue", "Average order value", format),
    row("arpu", "Net per active user", format),
    row("fees", "Fees", format),
    row("takeRate", "Take rate", asRatio),
  ];
}
