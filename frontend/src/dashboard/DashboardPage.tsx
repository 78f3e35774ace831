import { AnalyticsPage } from "../analytics/AnalyticsPage.tsx";
import { DailyTable } from "./DailyTable.tsx";
import { EngagementFigures } from "./EngagementFigures.tsx";
import type { Dashboard } from "./figures.ts";
import { RequestFigures } from "./RequestFigures.tsx";
import { RevenueFigures } from "./RevenueFigures.tsx";
import { UserFigures } from "./UserFigures.tsx";

const QUESTION = { route: "/api/admin/analytics/dashboard" } as const;

/** The business's figures of a range of days. */
export function DashboardPage() {
  return (
    <AnalyticsPage title="Dashboard" question={QUESTION}>
      {(dashboard: Dashboard, compared) => <Figures dashboard={dashboard} compared={compared} />}
    </AnalyticsPage>
  );
}

interface FiguresProps {
  readonly dashboard: Dashboard;
  readonly compared: boolean;
}

function Figures({ dashboard, compared }: FiguresProps) {
  return (
    <>
      {isEmpty(dashboard) && (
        <p className="empty">
          Nothing happened in these days, or no event of them has been counted yet. Choose other days, or send events to
          <code> POST /api/analytics/track</code>.
        </p>
      )}
      <div className="sections">
        <RevenueFigures revenue={dashboard.revenue} compared={compared} />
        <UserFigures users={dashboard.users} compared={compared} />
        <RequestFigures requests={dashboard.requests} compared={compared} />
        <EngagementFigures engagement={dashboard.engagement} compared={compared} />
      </div>
      <DailyTable daily={dashboard.daily} />
    </>
  );
}

function isEmpty({ users, requests, revenue }: Dashboard): boolean {
  return (
    !users.new.value &&
    !users.active.value &&
    !requests.created.value &&
    Object.keys(requests.byStatus).length === 0 &&
    Object.keys(revenue.byCurrency).length === 0
  );
}
