import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Flag } from "./flag.ts";
import { FLAG, FLAGS, showFlag } from "./flagCache.ts";

/** Brings a flag up to date wherever it is shown: with its state as the server told it, or else by reading it again. */
export function useReload(): (current: Flag | null) => void {
  const cache = useQueryClient();
  return useCallback(
    (current) => {
      if (current) showFlag(cache, current);
      else {
        void cache.invalidateQueries({ queryKey: [FLAGS] });
        void cache.invalidateQueries({ queryKey: [FLAG] });
      }
    },
    [cache],
  );
}
