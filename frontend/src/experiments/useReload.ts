import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Experiment } from "./experiment.ts";
import { EXPERIMENT, EXPERIMENTS, showExperiment } from "./experimentCache.ts";

/** Brings an experiment up to date wherever it is shown: with its state as the server told it, or by reading it again. */
export function useReload(): (current: Experiment | null) => void {
  const cache = useQueryClient();
  return useCallback(
    (current) => {
      if (current) showExperiment(cache, current);
      else {
        void cache.invalidateQueries({ queryKey: [EXPERIMENTS] });
        void cache.invalidateQueries({ queryKey: [EXPERIMENT] });
      }
    },
    [cache],
  );
}
