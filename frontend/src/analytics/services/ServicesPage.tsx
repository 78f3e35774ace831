import type { Generated } from "../../api/generated.ts";
import { AnalyticsPage } from "../AnalyticsPage.tsx";
import { ServiceTable } from "./ServiceTable.tsx";

const QUESTION = { route: "/api/admin/analytics/revenue-by-service" } as const;

type RevenueByService = Generated<"RevenueByService">;

/** What each service type brought. */
export function ServicesPage() {
  return (
    <AnalyticsPage
      title="Revenue by service"
      hint="Refunds count where the payment does that they give back."
      question={QUESTION}
    >
      {({ rows, totals }: RevenueByService, compared) => (
        <>
          {rows.length === 0 && <p className="empty">No payment was completed in these days.</p>}
          {Object.entries(totals)
            .sort(([one], [other]) => one.localeCompare(other))
            .map(([currency, total]) => (
              <section key={currency} className="panel" aria-label={`Services in ${currency}`}>
                <ServiceTable
                  currency={currency}
                  rows={rows.filter((row) => row.currency === currency)}
                  total={total}
                  compared={compared}
                />
              </section>
            ))}
        </>
      )}
    </AnalyticsPage>
  );
}
