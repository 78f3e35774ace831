import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { answerOf } from "../api/client.ts";
import type { FlagFilter } from "./flag.ts";
import { FLAGS } from "./flagCache.ts";

const PAGE_SIZE = 25;

/** The flags that a filter lets through, page by page. */
export function useFlags({ search, state }: FlagFilter) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [FLAGS, search, state],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET("/api/admin/feature-flags", {
          params: {
            query: { state, limit: PAGE_SIZE, ...(search && { q: search }), ...(pageParam && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}
