import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import { EXPERIMENT } from "../experimentCache.ts";
import type { ResultQuestion } from "./result.ts";
import { readResult } from "./resultApi.ts";

const MINUTE_MS = 60_000;

/** What an experiment has found; while another way of looking at it loads, the last one stays. */
export function useResult(key: string, question: ResultQuestion, { running }: { running: boolean }) {
  const api = useApi();
  return useQuery({
    queryKey: [EXPERIMENT, key, "more", "result", question],
    queryFn: ({ signal }) => readResult(api, key, question, signal),
    placeholderData: keepPreviousData,
    // Counters move while it runs; what decides moves once a day only.
    refetchInterval: running && MINUTE_MS,
  });
}
