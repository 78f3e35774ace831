import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import type { DayRange } from "../../dashboard/range.ts";
import { readStatistics } from "../flagApi.ts";
import { FLAG } from "../flagCache.ts";

const POLL_MS = 1_500;

/** A flag's statistics of some days; asked again for as long as not every user was gone through. */
export function useStatistics(key: string, range: DayRange) {
  const api = useApi();
  return useQuery({
    queryKey: [FLAG, key, "more", "statistics", range],
    queryFn: ({ signal }) => readStatistics(api, key, range, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.coverage.complete === false ? POLL_MS : false),
  });
}
