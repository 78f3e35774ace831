import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Experiment, ExperimentPage } from "./experiment.ts";

/** The first part of the key of every cached list of experiments. */
export const EXPERIMENTS = "experiments";
/** The first part of the key of whatever is cached about one experiment; the experiment's key is the second. */
export const EXPERIMENT = "experiment";

type CachedList = InfiniteData<ExperimentPage, string | null>;

/**
 * Puts an experiment's new state onto its page and into every list that shows it, where it stays even if the list's
 * filter no longer fits. What is told of it besides (history, result) is asked anew when it is looked at next.
 */
export function showExperiment(cache: QueryClient, experiment: Experiment): void {
  changeItems(cache, (items) => items.map((item) => (item.key === experiment.key ? experiment : item)));
  cache.setQueryData([EXPERIMENT, experiment.key], experiment);
  void cache.invalidateQueries({ queryKey: [EXPERIMENT, experiment.key, "more"] });
}

export function dropExperiment(cache: QueryClient, key: string): void {
  changeItems(cache, (items) => items.filter((item) => item.key !== key));
  cache.removeQueries({ queryKey: [EXPERIMENT, key] });
}

function changeItems(cache: QueryClient, change: (items: readonly Experiment[]) => readonly Experiment[]): void {
  cache.setQueriesData<CachedList>(
    { queryKey: [EXPERIMENTS] },
    (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );
}
