import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { Days } from "../analytics/useDays.ts";
import { useApi } from "../api/ApiContext.ts";
import { ask, queryOf } from "../api/ask.ts";
import type { ListedCas } from "./cas.ts";

const PAGE_SIZE = 25;

/** The score cards of the CAs to whom something happened in some days, page by page. */
export function useCas({ range, compare, timeZone }: Days, order: { readonly sort: string; readonly order: string }) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["cas", range, compare, timeZone, order],
    queryFn: ({ pageParam, signal }) => {
      const compared = compare ? "previous" : null;
      const query = queryOf({ ...range, compare: compared, timeZone, ...order, limit: PAGE_SIZE, cursor: pageParam });
      return ask<ListedCas>(api, "get", "/api/admin/analytics/cas", { params: { query }, signal, cache: "no-cache" });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: ListedCas) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
