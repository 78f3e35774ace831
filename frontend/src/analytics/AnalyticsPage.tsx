import { useId, type ReactNode } from "react";
import { Completeness } from "../dashboard/Completeness.tsx";
import { lastDays, todayIn } from "../dashboard/range.ts";
import { RangePicker } from "../dashboard/RangePicker.tsx";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import type { AnalyticsAnswer, Question } from "./answer.ts";
import { CsvDownload } from "./CsvDownload.tsx";
import { ExplainedMetrics } from "./ExplainedMetrics.tsx";
import { useAnswer } from "./useAnswer.ts";
import { useDays } from "./useDays.ts";
import "../dashboard/dashboard.css";
import "./analytics.css";

interface AnalyticsPageProps<Answer extends AnalyticsAnswer> {
  readonly title: ReactNode;
  /** What the page tells, in a sentence or two. */
  readonly hint?: ReactNode;
  readonly question: Question;
  /** Whether days of any zone can be asked for. */
  readonly anyZone?: boolean;
  /** What else can be chosen. */
  readonly controls?: ReactNode;
  readonly children: (answer: Answer, compared: boolean) => ReactNode;
}

/** A page of figures: which days, in whose clock, how complete, as a table to take along, and each figure explained. */
export function AnalyticsPage<Answer extends AnalyticsAnswer>(props: AnalyticsPageProps<Answer>) {
  const { title, hint, question, anyZone = true, controls, children } = props;
  const titleId = useId();
  const [chosen, change] = useDays();
  const days = { ...chosen, timeZone: anyZone ? chosen.timeZone : "" };
  const { data, error, isFetching, isPlaceholderData, refetch } = useAnswer<Answer>(question, days);
  const today = todayIn(data?.timeZone);
  return (
    <section className="page" aria-labelledby={titleId} aria-busy={isFetching}>
      <header className="page-header">
        <h2 id={titleId}>{title}</h2>
        <p role="status">{isFetching && "Loading the figures…"}</p>
        <CsvDownload question={question} days={days} />
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          Refresh
        </button>
      </header>
      {hint && <p className="hint">{hint}</p>}
      <RangePicker
        range={{ ...lastDays(30, today), ...data?.period, ...days.range }}
        today={today}
        compare={days.compare}
        timeZone={anyZone ? days.timeZone : null}
        onDays={change}
      />
      {controls && <div className="controls hinted">{controls}</div>}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && (
        <ExplainedMetrics>
          <div className={isPlaceholderData ? "figures outdated" : "figures"}>
            <Completeness answer={data} />
            {children(data, days.compare)}
          </div>
        </ExplainedMetrics>
      )}
    </section>
  );
}
