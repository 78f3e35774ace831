import { AnalyticsPage } from "../analytics/AnalyticsPage.tsx";
import { SpanFields, type SpanChoices } from "../analytics/SpanFields.tsx";
import { useChoices } from "../analytics/useChoices.ts";
import { CaList } from "./CaList.tsx";
import type { Utilization } from "./cas.ts";
import { RankingTable } from "./RankingTable.tsx";
import { UtilizationPanel } from "./UtilizationPanel.tsx";
import { UtilizationTotals } from "./UtilizationTotals.tsx";

const DEFAULTS: SpanChoices = { granularity: "day", weekStart: "monday" };

/** How much of the CAs' time is booked, who is busiest and idlest, and the score card of each. */
export function CasPage() {
  const [choices, change] = useChoices(DEFAULTS);
  return (
    <>
      <AnalyticsPage
        title="CA utilization"
        hint="Booked time over offered time. Of each CA no moment counts twice, however slots overlap."
        question={{ route: "/api/admin/analytics/ca-utilization", query: { ...choices } }}
        controls={<SpanFields choices={choices} onChange={change} />}
      >
        {(utilization: Utilization, compared) => (
          <>
            <UtilizationTotals totals={utilization.totals} compared={compared} />
            <UtilizationPanel rows={utilization.rows} />
            <div className="sections">
              <RankingTable title="Busiest" cas={utilization.top} />
              <RankingTable title="Idlest" cas={utilization.bottom} />
            </div>
          </>
        )}
      </AnalyticsPage>
      <CaList />
    </>
  );
}
