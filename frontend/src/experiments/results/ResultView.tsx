import { DecisionPanel } from "./DecisionPanel.tsx";
import { Glossary } from "./ExplainedTerms.tsx";
import { LooksPanel } from "./LooksPanel.tsx";
import { MetricGroups } from "./MetricGroups.tsx";
import { Provenance } from "./Provenance.tsx";
import type { Result, Scale } from "./result.ts";
import { SeriesPanel } from "./SeriesPanel.tsx";
import { SplitPanel } from "./SplitPanel.tsx";
import { StatisticsPanel } from "./StatisticsPanel.tsx";

interface ResultViewProps {
  readonly result: Result;
  readonly scale: Scale;
  /** This is the result of another choice, shown until that of this one is there. */
  readonly outdated: boolean;
}

/** A result from the decision down to the sums. */
export function ResultView({ result, scale, outdated }: ResultViewProps) {
  return (
    <div className={outdated ? "results outdated" : "results"}>
      <Provenance result={result} />
      <DecisionPanel result={result} />
      {result.warnings.length > 0 && (
        <ul className="warnings alert" aria-label="Warnings">
          {result.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {result.users === 0 && (
        <p className="empty">
          No user is enrolled yet. Users enrol when your app asks for their variant with
          <code> GET /api/experiments/{result.experimentKey}/variant</code>.
        </p>
      )}
      <SplitPanel result={result} />
      <LooksPanel result={result} />
      {result.metrics.length === 0 ? (
        <p className="empty">The experiment measures nothing: it has no metric.</p>
      ) : (
        <MetricGroups result={result} scale={scale} />
      )}
      <SeriesPanel result={result} scale={scale} />
      <StatisticsPanel result={result} />
      <Glossary />
    </div>
  );
}
