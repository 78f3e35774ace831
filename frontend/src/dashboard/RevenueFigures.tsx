import { Breakdown, type BreakdownRow } from "./Breakdown.tsx";
import { asMoney, type CurrencyFigures, type Dashboard } from "./figures.ts";
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
            measure={figures.net}
            format={asMoney(currency)}
            compared={compared}
          />
        ))}
        <Metric
          label="Paying customers"
          path="revenue.payingCustomers"
          measure={revenue.payingCustomers}
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
  const path = `revenue.${currency}`;
  const format = asMoney(currency);
  return [
    { label: "Payments", path: `${path}.payments`, measure: figures.payments },
    { label: "Gross", path: `${path}.gross`, measure: figures.gross, format },
    { label: "Refunds", path: `${path}.refunds`, measure: figures.refunds },
    { label: "Refunded", path: `${path}.refunded`, measure: figures.refunded, format },
    { label: "Net", path: `${path}.net`, measure: figures.net, format },
  ];
}
