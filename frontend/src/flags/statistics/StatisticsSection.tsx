import { lazy, Suspense, useState } from "react";
import { lastDays, PRESET_DAYS, todayIn, type DayRange } from "../../dashboard/range.ts";
import { formatDay, formatInstant } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import type { SectionProps } from "../page/sections.ts";
import { CoveragePanel } from "./CoveragePanel.tsx";
import { EvaluationTable } from "./EvaluationTable.tsx";
import type { FlagStatistics } from "./statistics.ts";
import { useStatistics } from "./useStatistics.ts";
import "./statistics.css";

// The chart library is as large as the rest of the page: only who looks at charts loads it.
const EvaluationChart = lazy(() => import("./EvaluationChart.tsx"));

/** How often the flag was asked for and what came out, and for how many known users it is worth what. */
export function StatisticsSection({ draft }: SectionProps) {
  const { key } = draft.saved;
  const [range, setRange] = useState<DayRange>({});
  const { data, error, isFetching, refetch } = useStatistics(key, range);
  return (
    <>
      <div className="buttons">
        <div className="presets" role="group" aria-label="Days">
          {PRESET_DAYS.map((days) => {
            const preset = lastDays(days, todayIn(data?.timeZone));
            return (
              <button
                key={days}
                type="button"
                aria-pressed={data?.from === preset.from && data.to === preset.to}
                onClick={() => {
                  setRange(preset);
                }}
              >
                {days} days
              </button>
            );
          })}
        </div>
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          Refresh
        </button>
        <span role="status" className="hint">
          {isFetching && !data && "Counting…"}
        </span>
      </div>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <Figures statistics={data} />}
    </>
  );
}

function Figures({ statistics }: { statistics: FlagStatistics }) {
  const { evaluations, lastEvaluatedAt, usersKnown, from, to, timeZone, asOf, coverage } = statistics;
  return (
    <>
      <section className="panel" aria-labelledby="evaluations-title">
        <h4 id="evaluations-title">Evaluations</h4>
        <p className="hint">
          {formatDay(from)} to {formatDay(to)}, days in {timeZone}, as of {formatInstant(asOf)}. Counts arrive within
          some seconds. Apps that evaluate on the device are not counted.
        </p>
        <dl className="metrics">
          <Figure name="Evaluations" value={formatCount(evaluations.total)} />
          <Figure name="Last evaluated" value={lastEvaluatedAt ? formatInstant(lastEvaluatedAt) : "not in 30 days"} />
          <Figure name="Users known" value={usersKnown === null ? "being counted" : formatCount(usersKnown)} />
        </dl>
        {evaluations.total === 0 ? (
          <p className="empty">Nobody asked for this flag in these days.</p>
        ) : (
          <>
            <Suspense fallback={<p role="status">Loading the chart…</p>}>
              <EvaluationChart evaluations={evaluations} />
            </Suspense>
            <EvaluationTable evaluations={evaluations} />
          </>
        )}
      </section>
      <CoveragePanel coverage={coverage} />
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="metric">
      <dt>{name}</dt>
      <dd className="value">{value}</dd>
    </div>
  );
}
