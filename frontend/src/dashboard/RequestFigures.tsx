import { Breakdown, rowsOf } from "./Breakdown.tsx";
import { Metric } from "./Metric.tsx";
import type { Dashboard } from "./figures.ts";

interface RequestFiguresProps {
  readonly requests: Dashboard["requests"];
  readonly compared: boolean;
}

export function RequestFigures({ requests, compared }: RequestFiguresProps) {
  return (
    <section aria-labelledby="requests-title">
      <h3 id="requests-title">Requests</h3>
      <dl className="metrics">
        <Metric label="Requests created" path="requests.created" measure={requests.created} compared={compared} />
      </dl>
      <Breakdown
        caption="Requests that entered a status"
        subject="Status"
        rows={rowsOf(requests.byStatus, "requests.byStatus")}
        compared={compared}
        empty="No request changed its status in these days."
      />
    </section>
  );
}
