import { Metric } from "../../dashboard/Metric.tsx";
import type { Funnel } from "./funnel.ts";

/** How many came in, and of how many it is known for good how far they came. */
export function Maturity({ funnel, compared }: { funnel: Funnel; compared: boolean }) {
  const { total, windowDays, stepWindowDays, role } = funnel;
  return (
    <>
      <p className="hint">
        {role === null ? "All roles" : `Who registered as ${role}`}, within {windowDays} days
        {stepWindowDays !== null && `, and ${stepWindowDays} days from step to step`}.
        {total.immature.value > 0 && " Immature entrants still have time: their steps may yet come."}
      </p>
      <dl className="metrics">
        <Metric
          label="Entrants"
          path="funnel.entrants"
          means="funnel.entrants"
          measure={total.entrants}
          compared={compared}
        />
        <Metric label="Mature" path="funnel.mature" means="funnel.mature" measure={total.mature} compared={compared} />
        <Metric
          label="Immature"
          path="funnel.immature"
          means="funnel.immature"
          measure={total.immature}
          compared={compared}
        />
      </dl>
    </>
  );
}
