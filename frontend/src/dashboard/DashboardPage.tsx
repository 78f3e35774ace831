import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { Completeness } from "./Completeness.tsx";
import { DailyTable } from "./DailyTable.tsx";
import { EngagementFigures } from "./EngagementFigures.tsx";
import type { Dashboard } from "./figures.ts";
import { lastDays, todayIn } from "./range.ts";
import { RangePicker } from "./RangePicker.tsx";
import { RequestFigures } from "./RequestFigures.tsx";
import { RevenueFigures } from "./RevenueFigures.tsx";
import { useDashboard } from "./useDashboard.ts";
import { useDashboardChoice } from "./useDashboardChoice.ts";
import { UserFigures } from "./UserFigures.tsx";
import "./dashboard.css";

/** The business's figures of a range of days. */
export function DashboardPage() {
  const [{ range, compare }, change] = useDashboardChoice();
  const { data, error, isFetching, isPlaceholderData, refetch } = useDashboard(range, compare);
  const today = todayIn(data?.timeZone);
  const shown = { ...lastDays(30, today), ...(data && { from: data.from, to: data.to }), ...range };
  return (
    <section className="page" aria-labelledby="dashboard-title" aria-busy={isFetching}>
      <header className="page-header">
        <h2 id="dashboard-title">Dashboard</h2>
        <p role="status">{isFetching && "Loading the figures…"}</p>
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          Refresh
        </button>
      </header>
      <RangePicker
        range={shown}
        today={today}
        compare={compare}
        onRange={(chosen) => {
          change({ range: chosen });
        }}
        onCompare={(chosen) => {
          change({ compare: chosen });
        }}
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <Figures dashboard={data} compared={compare} outdated={isPlaceholderData} />}
    </section>
  );
}

interface FiguresProps {
  readonly dashboard: Dashboard;
  readonly compared: boolean;
  /** These are the figures of another choice, shown until those of this one are there. */
  readonly outdated: boolean;
}

function Figures({ dashboard, compared, outdated }: FiguresProps) {
  return (
    <div className={outdated ? "figures outdated" : "figures"}>
      <Completeness dashboard={dashboard} />
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
    </div>
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
