import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { formatCount } from "../../format/number.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { CreateExperiment } from "../create/CreateExperiment.tsx";
import { experimentAddress } from "../experiment.ts";
import { PlanDialog } from "../plan/PlanDialog.tsx";
import { useExperiments } from "../useExperiments.ts";
import { ExperimentFilters } from "./ExperimentFilters.tsx";
import { ExperimentTable } from "./ExperimentTable.tsx";
import { isFiltered } from "./filter.ts";
import { newsIn } from "./news.ts";
import { useExperimentFilter } from "./useExperimentFilter.ts";
import "../../flags/flags.css";
import "../experiments.css";

/** The experiments, and the way to a new one. */
export function ExperimentsPage() {
  const [filter, changeFilter] = useExperimentFilter();
  const [creating, setCreating] = useState(false);
  const news = newsIn(useLocation().state);
  const navigate = useNavigate();
  const experiments = useExperiments(filter);
  const shown = experiments.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="page" aria-labelledby="experiments-title" aria-busy={experiments.isFetching}>
      <header className="page-header">
        <h2 id="experiments-title">Experiments</h2>
        <p role="status">{experiments.isFetching ? "Loading the experiments…" : news}</p>
        <button
          type="button"
          onClick={() => {
            setCreating(true);
          }}
        >
          New experiment
        </button>
        <PlanDialog />
        <button type="button" disabled={experiments.isFetching} onClick={() => void experiments.refetch()}>
          Refresh
        </button>
      </header>
      {creating && (
        <CreateExperiment
          onClose={() => {
            setCreating(false);
          }}
          onCreated={({ key }) => {
            void navigate(experimentAddress(key, "metrics"));
          }}
        />
      )}
      <ExperimentFilters filter={filter} onChange={changeFilter} />
      {experiments.error && <ProblemAlert error={experiments.error} onRetry={() => void experiments.refetch()} />}
      {experiments.data && shown.length === 0 && (
        <p className="empty">
          {isFiltered(filter)
            ? "No experiment fits this filter."
            : "There are no experiments yet. Create the first one: it begins as a draft that nobody sees."}
        </p>
      )}
      {shown.length > 0 && <ExperimentTable experiments={shown} />}
      {shown.length > 0 && (
        <footer className="page-footer">
          <span>
            {formatCount(shown.length)} {shown.length === 1 ? "experiment" : "experiments"} shown
          </span>
          {experiments.hasNextPage && (
            <button type="button" disabled={experiments.isFetching} onClick={() => void experiments.fetchNextPage()}>
              Show more
            </button>
          )}
        </footer>
      )}
    </section>
  );
}
