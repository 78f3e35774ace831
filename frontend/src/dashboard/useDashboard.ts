import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { answerOf } from "../api/client.ts";
import type { DayRange } from "./range.ts";

/** The dashboard of a range of days; while another range loads, the figures of the last one stay. */
export function useDashboard(range: DayRange, compare: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["dashboard", range, compare],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/admin/analytics/dashboard", {
          params: { query: { ...range, ...(compare && { compare: "previous" }) } },
          signal,
          // The browser's own cache would answer Refresh with what is on the page already.
          cache: "no-cache",
        }),
      ),
    // The API's own answer is up to a minute old; kept here for another one, it would be older than it says it may be.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}
