import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Flag } from "./flag.ts";
import { FLAGS, showFlag } from "./flagCache.ts";

/** Brings a flag's row up to date: with its state as the server told it, or else by reading the lists again. */
export function useReload(): (current: Flag | null) => void {
  const cache = useQueryClient();
  return useCallback(
    (current) => {
      if (current) showFlag(cache, current);
      else void cache.invalidateQueries({ queryKey: [FLAGS] });
    },
    [cache],
  );
}
