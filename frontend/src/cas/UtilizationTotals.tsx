import { asHours, asRatio } from "../dashboard/figures.ts";
import { Metric } from "../dashboard/Metric.tsx";
import type { ScoreCard, Utilization } from "./cas.ts";

/** What became of the time of one CA. */
type Time = Pick<
  ScoreCard,
  "utilization" | "availableMinutes" | "bookedMinutes" | "utilizedMinutes" | "outsideMinutes" | "doubleBookedMinutes"
>;

/** All CAs and days together. */
export function UtilizationTotals({ totals, compared }: { totals: Utilization["totals"]; compared: boolean }) {
  return (
    <section className="panel" aria-labelledby="utilization-title">
      <h3 id="utilization-title">All CAs</h3>
      <dl className="metrics">
        <Metric
          label="CAs who offered time"
          path="ca.offering"
          means="ca.offering"
          measure={totals.offering}
          compared={compared}
        />
        <TimeMetrics time={totals} compared={compared} />
      </dl>
    </section>
  );
}

/** The figures about time. */
export function TimeMetrics({ time, compared }: { time: Time; compared: boolean }) {
  const hours = (label: string, name: Exclude<keyof Time, "utilization">) => (
    <Metric
      label={label}
      path={`ca.${name}`}
      means={`ca.${name}`}
      measure={time[name]}
      format={asHours}
      compared={compared}
    />
  );
  return (
    <>
      <Metric
        label="Utilization"
        path="ca.utilization"
        means="ca.utilization"
        measure={time.utilization}
        format={asRatio}
        compared={compared}
      />
      {hours("Offered", "availableMinutes")}
      {hours("Booked", "bookedMinutes")}
      {hours("Booked of what is offered", "utilizedMinutes")}
      {hours("Booked outside of it", "outsideMinutes")}
      {hours("Booked twice", "doubleBookedMinutes")}
    </>
  );
}
