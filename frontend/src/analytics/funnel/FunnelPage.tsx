import { AnalyticsPage } from "../AnalyticsPage.tsx";
import { useChoices } from "../useChoices.ts";
import { DEFAULTS, type Funnel } from "./funnel.ts";
import { FunnelChart } from "./FunnelChart.tsx";
import { FunnelControls } from "./FunnelControls.tsx";
import { FunnelTable } from "./FunnelTable.tsx";
import { GroupTable } from "./GroupTable.tsx";
import { Maturity } from "./Maturity.tsx";
import { cohortRows, groupRows } from "./groupRows.ts";

/** How far those came who registered in these days. */
export function FunnelPage() {
  const [choices, change] = useChoices(DEFAULTS);
  return (
    <AnalyticsPage
      title="Funnel"
      hint="Of those who registered in these days, how many then requested, then paid, then reviewed; in that order, and each in its time."
      question={{ route: "/api/admin/analytics/funnel", query: { ...choices } }}
      controls={<FunnelControls choices={choices} onChange={change} />}
    >
      {(funnel: Funnel, compared) => <Figures funnel={funnel} compared={compared} />}
    </AnalyticsPage>
  );
}

function Figures({ funnel, compared }: { funnel: Funnel; compared: boolean }) {
  const { total, by, groups, cohorts } = funnel;
  if (total.entrants.value === 0) return <p className="empty">Nobody registered in these days.</p>;
  return (
    <>
      <section className="panel" aria-label="All entrants">
        <Maturity funnel={funnel} compared={compared} />
        <FunnelChart figures={total} />
        <FunnelTable figures={total} compared={compared} />
      </section>
      {by !== null && (
        <section className="panel" aria-label={`By ${by}`}>
          <GroupTable caption={`By ${by}`} subject={by === "role" ? "Role" : "Channel"} rows={groupRows(groups)} />
        </section>
      )}
      {cohorts.length > 0 && (
        <section className="panel" aria-label="Cohorts">
          <GroupTable caption="By the days of registration" subject="Days" rows={cohortRows(cohorts)} />
        </section>
      )}
    </>
  );
}
