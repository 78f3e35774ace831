import { useState } from "react";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { asProblem } from "../../api/problem.ts";
import type { Experiment } from "../experiment.ts";
import { PlanDialog } from "../plan/PlanDialog.tsx";
import { CsvDownload } from "./CsvDownload.tsx";
import { ExplainedTerms } from "./ExplainedTerms.tsx";
import type { ResultQuestion, Scale } from "./result.ts";
import { ResultControls } from "./ResultControls.tsx";
import { ResultView } from "./ResultView.tsx";
import { useResult } from "./useResult.ts";
import "../../draft/draft.css";
import "../../dashboard/dashboard.css";
import "../../flags/flags.css";
import "./results.css";

/** What an experiment has found: the decision, and everything that stands behind it. */
export function ResultsSection({ experiment }: { experiment: Experiment }) {
  return (
    <ExplainedTerms>
      {experiment.status === "DRAFT" ? <NotStarted experiment={experiment} /> : <Started experiment={experiment} />}
    </ExplainedTerms>
  );
}

function NotStarted({ experiment }: { experiment: Experiment }) {
  return (
    <section className="panel" aria-labelledby="draft-title">
      <h4 id="draft-title">Not started</h4>
      <p>
        Nobody is enrolled in a draft, so there is nothing to show yet. Find out now how many users and days it takes:
        an experiment that is too small to find what you look for is best not started.
      </p>
      <div className="buttons">
        <PlanDialog experiment={experiment} />
      </div>
    </section>
  );
}

function Started({ experiment }: { experiment: Experiment }) {
  const { key, status } = experiment;
  const [question, setQuestion] = useState<ResultQuestion>({ phase: null, crossover: null });
  const [scale, setScale] = useState<Scale>("relative");
  const running = status === "RUNNING";
  const { data, error, isFetching, isPlaceholderData, refetch } = useResult(key, question, { running });
  return (
    <div className="results" aria-busy={isFetching}>
      <ResultControls
        experiment={experiment}
        question={question}
        scale={scale}
        onQuestion={setQuestion}
        onScale={setScale}
      />
      <div className="buttons">
        <button type="button" disabled={isFetching} onClick={() => void refetch()}>
          Refresh
        </button>
        <CsvDownload experimentKey={key} question={question} />
        {running && <PlanDialog experiment={experiment} />}
        <span role="status" className="hint">
          {isFetching && "Computing the result…"}
        </span>
      </div>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {error && data && (
        <p className="alert info">
          The figures below are those of before{asProblem(error).status === 0 ? " the connection was lost" : ""}.
        </p>
      )}
      {data && <ResultView result={data} scale={scale} outdated={isPlaceholderData} />}
    </div>
  );
}
