import { useState } from "react";
import { Link, useParams } from "react-router";
import { asProblem } from "../../api/problem.ts";
import { LeaveGuard } from "../../draft/LeaveGuard.tsx";
import { SaveBar } from "../../draft/SaveBar.tsx";
import { SectionTabs } from "../../draft/SectionTabs.tsx";
import { MistakesContext } from "../../page/mistakes.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { useMistakes } from "../../page/useMistakes.ts";
import { experimentAddress, type Experiment } from "../experiment.ts";
import { MissingExperiment } from "../history/MissingExperiment.tsx";
import { useExperiment } from "../useExperiment.ts";
import { fieldName } from "../words.ts";
import { ExperimentHeader } from "./ExperimentHeader.tsx";
import { sectionAt, SECTIONS } from "./sections.ts";
import { useExperimentDraft } from "./useExperimentDraft.ts";
import "../../draft/draft.css";
import "../../flags/flags.css";
import "../experiments.css";

/** Everything about one experiment, in sections with addresses of their own. */
export function ExperimentPage() {
  const { key = "", section } = useParams();
  const { data, error, isFetching, refetch } = useExperiment(key);
  const missing = error && asProblem(error).status === 404;
  return (
    <section className="page" aria-labelledby="experiment-title" aria-busy={isFetching}>
      <nav aria-label="Where you are">
        <Link to="/admin/experiments">Experiments</Link> › <code>{key}</code>
      </nav>
      {!data && <h2 id="experiment-title">{key}</h2>}
      {!data && !error && <p role="status">Loading the experiment…</p>}
      {missing && <MissingExperiment experimentKey={key} />}
      {error && !missing && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && <LoadedExperiment key={data.uid} experiment={data} path={section} />}
    </section>
  );
}

function LoadedExperiment({ experiment, path }: { experiment: Experiment; path: string | undefined }) {
  const draft = useExperimentDraft(experiment);
  const { mistakes, tell } = useMistakes();
  const [news, setNews] = useState("");
  const section = sectionAt(path);
  return (
    <MistakesContext value={tell}>
      <ExperimentHeader draft={draft} news={news} onNews={setNews} />
      <SectionTabs
        sections={SECTIONS}
        addressOf={(part) => experimentAddress(experiment.key, part)}
        current={section.path}
        changed={draft.changed}
      />
      <div className="page-section" aria-labelledby="section-title">
        <h3 id="section-title" className="visually-hidden">
          {section.title}
        </h3>
        <section.Component draft={draft} onNews={setNews} />
      </div>
      <SaveBar draft={draft} noun="experiment" nameOf={fieldName} mistakes={mistakes} onNews={setNews} />
      <LeaveGuard home={experimentAddress(experiment.key)} noun="experiment" unsaved={draft.changed.length > 0} />
    </MistakesContext>
  );
}
