import { AnalyticsPage } from "../../analytics/AnalyticsPage.tsx";
import { formatDay } from "../../format/date.ts";
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
        anyZone={false}
      >
        {({ days, previous }: DailyMetrics) => (
          <>
            <DayTable caption="Figures of each day, latest first" days={days} />
            {previous && (
              <details className="panel">
                <summary>
                  The days before, {formatDay(previous.period.from)} to {formatDay(previous.period.to)}
                </summary>
                <DayTable caption="Figures of each day before, latest first" days={previous.days} />
              </details>
            )}
          </>
        )}
      </AnalyticsPage>
      <MissingPanel />
      <RestatementsPanel />
      <ChecksPanel />
    </>
  );
}
