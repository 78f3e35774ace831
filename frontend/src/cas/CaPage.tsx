import { Link, useParams } from "react-router";
import { AnalyticsPage } from "../analytics/AnalyticsPage.tsx";
import { useDaysInAddress } from "../analytics/useDays.ts";
import { pathName } from "../api/pathName.ts";
import { Breakdown, type BreakdownRow } from "../dashboard/Breakdown.tsx";
import { asDuration, asMoney, asRatio, type Format } from "../dashboard/figures.ts";
import { Metric } from "../dashboard/Metric.tsx";
import type { ScoreCard } from "./cas.ts";
import { TimeMetrics } from "./UtilizationTotals.tsx";

/** The score card of one CA, beside the period before. */
export function CaPage() {
  const { caId = "" } = useParams();
  const search = useDaysInAddress();
  return (
    <>
      <p className="hint">
        <Link to={{ pathname: "/admin/analytics/cas", search }}>All CAs</Link>
      </p>
      <AnalyticsPage
        key={caId}
        title={
          <>
            CA <code>{caId}</code>
          </>
        }
        question={{ route: "/api/admin/analytics/cas/{caId}", path: { caId: pathName(caId) } }}
      >
        {(card: ScoreCard, compared) => <Figures card={card} compared={compared} />}
      </AnalyticsPage>
    </>
  );
}

interface FiguresProps {
  readonly card: ScoreCard;
  readonly compared: boolean;
}

function Figures({ card, compared }: FiguresProps) {
  const currencies = Object.entries(card.byCurrency).sort(([one], [other]) => one.localeCompare(other));
  return (
    <div className="sections">
      <section aria-labelledby="time-title">
        <h3 id="time-title">Time</h3>
        <dl className="metrics">
          <TimeMetrics time={card} compared={compared} />
        </dl>
      </section>
      <Service card={card} compared={compared} />
      <section aria-labelledby="money-title">
        <h3 id="money-title">Money</h3>
        {currencies.length === 0 && <p className="empty">No money moved for this CA in these days.</p>}
        {currencies.map(([currency, amounts]) => (
          <Breakdown
            key={currency}
            caption={`Money in ${currency}; refunds by the day of their payment`}
            subject="Figure"
            rows={moneyRows(currency, amounts)}
            compared={compared}
            empty=""
          />
        ))}
      </section>
    </div>
  );
}

function Service({ card, compared }: FiguresProps) {
  const figure = (
    label: string,
    name: "rating" | "ratings" | "responses" | "completed" | "cancelled" | "completionRate",
    format?: Format,
  ) => (
    <Metric
      label={label}
      path={`ca.${name}`}
      means={`ca.${name}`}
      measure={card[name]}
      {...(format && { format })}
      compared={compared}
    />
  );
  return (
    <section aria-labelledby="service-title">
      <h3 id="service-title">Service</h3>
      <dl className="metrics">
        {figure("Mean rating", "rating")}
        {figure("Ratings", "ratings")}
        <Metric
          label="Time to first response"
          path="ca.firstResponseMs"
          means="ca.firstResponse"
          measure={card.firstResponseMs}
          format={asDuration}
          compared={compared}
        />
        {figure("First responses", "responses")}
        {figure("Completed bookings", "completed")}
        {figure("Cancelled bookings", "cancelled")}
        {figure("Completion rate", "completionRate", asRatio)}
      </dl>
    </section>
  );
}

function moneyRows(currency: string, amounts: ScoreCard["byCurrency"][string]): BreakdownRow[] {
  const format = asMoney(currency);
  const row = (name: keyof typeof amounts, label: string, written?: Format): BreakdownRow => ({
    label,
    path: `revenue.${currency}.${name}`,
    means: `revenue.${name}`,
    measure: amounts[name],
    ...(written && { format: written }),
  });
  return [
    row("payments", "Payments"),
    row("gross", "Gross", format),
    row("returned", "Refunded", format),
    row("netByPaymentDate", "Net", format),
    row("averageOrderValue", "Average order value", format),
    row("fees", "Fees", format),
    row("takeRate", "Take rate", asRatio),
  ];
}
