import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import type { ExperimentPage } from "./experiment.ts";
import { listExperiments } from "./experimentApi.ts";
import { EXPERIMENTS } from "./experimentCache.ts";
import { EVERY_EXPERIMENT, type ExperimentFilter } from "./list/filter.ts";

const PAGE_SIZE = 25;

/** The experiments that a filter lets through, page by page. */
export function useExperiments(filter: ExperimentFilter = EVERY_EXPERIMENT) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [EXPERIMENTS, filter],
    queryFn: ({ pageParam, signal }) => listExperiments(api, filter, { limit: PAGE_SIZE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: ExperimentPage) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}
