import { AnalyticsPage } from "../../analytics/AnalyticsPage.tsx";
import { ChecksPanel } from "./ChecksPanel.tsx";
import type { DailyMetrics } from "./days.ts";
import { DayTable } from "./DayTable.tsx";
import { MissingPanel } from "./MissingPanel.tsx";
import { RestatementsPanel } from "./RestatementsPanel.tsx";

const QUESTION = { route: "/api/admin/metrics/daily" } as const;

/** What is stored of each day, whether it may still change, which days lack a number, and which changed afterwards. */
export function DaysPage() {
  return (
    <>
      <AnalyticsPage
        title="Days"
        hint="A day is closed once it is over and counted; what changes from then on is a restatement. A sealed day is frozen for good, since its events are past their retention."
        question={QUESTION}
        comparable={false}
        anyZone={false}
      >
        {({ days }: DailyMetrics) => <DayTable days={days} />}
      </AnalyticsPage>
      <MissingPanel />
      <RestatementsPanel />
      <ChecksPanel />
    </>
  );
}
