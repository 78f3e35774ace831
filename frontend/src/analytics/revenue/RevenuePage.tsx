import { AnalyticsPage } from "../AnalyticsPage.tsx";
import { SpanFields, type SpanChoices } from "../SpanFields.tsx";
import { useChoices } from "../useChoices.ts";
import { CurrencyPanel } from "./CurrencyPanel.tsx";
import { CustomersPanel } from "./CustomersPanel.tsx";
import type { Revenue } from "./revenue.ts";

const DEFAULTS: SpanChoices = { granularity: "day", weekStart: "monday" };

/** Money by day, week or month, each currency by itself. */
export function RevenuePage() {
  const [choices, change] = useChoices(DEFAULTS);
  return (
    <AnalyticsPage
      title="Revenue"
      hint="Refunds are told both ways: by the day on which they were made, and by the day of the payment that they give back."
      question={{ route: "/api/admin/analytics/revenue", query: { ...choices } }}
      controls={<SpanFields choices={choices} onChange={change} />}
    >
      {(revenue: Revenue, compared) => <Figures revenue={revenue} compared={compared} />}
    </AnalyticsPage>
  );
}

function Figures({ revenue, compared }: { revenue: Revenue; compared: boolean }) {
  const currencies = Object.keys(revenue.totals).sort();
  return (
    <>
      {currencies.length === 0 && <p className="empty">No payment was completed in these days, and none refunded.</p>}
      {currencies.map((currency) => (
        <CurrencyPanel key={currency} currency={currency} revenue={revenue} compared={compared} />
      ))}
      <CustomersPanel revenue={revenue} compared={compared} />
    </>
  );
}
