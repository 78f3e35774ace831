import { Breakdown, rowsOf, type BreakdownRow } from "./Breakdown.tsx";
import { Metric } from "./Metric.tsx";
import type { Dashboard, Measure } from "./figures.ts";

interface RequestFiguresProps {
  readonly requests: Dashboard["requests"];
  readonly compared: boolean;
}

export function RequestFigures({ requests, compared }: RequestFiguresProps) {
  return (
    <section aria-labelledby="requests-title">
      <h3 id="requests-title">Requests</h3>
      <dl className="metrics">
        <Metric
          label="Requests created"
          path="requests.created"
          means="requests.created"
          measure={requests.created}
          compared={compared}
        />
      </dl>
      <Breakdown
        caption="Requests that entered a status"
        means="requests.byStatus"
        subject="Status"
        rows={rowsOf(requests.byStatus, "requests.byStatus")}
        compared={compared}
        empty="No request changed its status in these days."
      />
      <Breakdown
        caption="Of the requests created, how many ever reached a status"
        means="requests.reached"
        subject="Status"
        rows={reachedRows(requests)}
        shareOf="Of those created"
        compared={compared}
        empty="No request of these days has reached a status yet."
      />
    </section>
  );
}

/** The funnel of requests: the statuses that most of them reached come first. */
function reachedRows({ reached, reachedRate }: Dashboard["requests"]): BreakdownRow[] {
  return rowsOf(reached, "requests.reached")
    .map((row) => ({ ...row, ...shareOf(reachedRate[row.label]) }))
    .sort((one, other) => (other.measure.value ?? 0) - (one.measure.value ?? 0));
}

function shareOf(share: Measure | undefined): Pick<BreakdownRow, "share"> {
  return share ? { share } : {};
}
