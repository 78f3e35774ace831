import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import type { BackfillPage, BackfillProgress } from "./backfill.ts";
import { listBackfills, readBackfill, resumeBackfill, startBackfill } from "./backfillsApi.ts";

const BACKFILLS = "backfills";
const BACKFILL = "backfill";
const POLL_MS = 3_000;

/** Every backfill there ever was, the latest first; asked for again as long as one is at work. */
export function useBackfills() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [BACKFILLS],
    queryFn: ({ pageParam, signal }) => listBackfills(api, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: BackfillPage) => page.nextCursor,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.pages.some(hasRunning) ? POLL_MS : false),
  });
}

/** How far a backfill is; asked for again as long as it is at work. */
export function useBackfill(backfillId: string) {
  const api = useApi();
  return useQuery({
    queryKey: [BACKFILL, backfillId],
    queryFn: ({ signal }) => readBackfill(api, backfillId, signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.status === "RUNNING" ? POLL_MS : false),
  });
}

/** Begins a backfill. */
export function useStarting(onBegun: (backfill: BackfillProgress) => void) {
  const api = useApi();
  const show = useShow();
  return useMutation({
    mutationFn: (days: { from: string; to: string }) => startBackfill(api, days),
    onSuccess(backfill) {
      show(backfill);
      onBegun(backfill);
    },
  });
}

/** Takes a stalled backfill up again. */
export function useResuming(backfillId: string) {
  const api = useApi();
  const show = useShow();
  return useMutation({ mutationFn: () => resumeBackfill(api, backfillId), onSuccess: show });
}

function useShow(): (backfill: BackfillProgress) => void {
  const cache = useQueryClient();
  return (backfill) => {
    cache.setQueryData([BACKFILL, backfill.backfillId], backfill);
    void cache.invalidateQueries({ queryKey: [BACKFILLS] });
  };
}

function hasRunning({ items }: BackfillPage): boolean {
  return items.some(({ status }) => status === "RUNNING");
}
