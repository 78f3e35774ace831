import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import type { FlagPage } from "../flag.ts";
import { listFlags } from "../flagApi.ts";
import { FLAGS } from "../flagCache.ts";
import type { FlagFilter } from "./filter.ts";

const PAGE_SIZE = 25;

/** The flags that a filter lets through, page by page. */
export function useFlags(filter: FlagFilter) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [FLAGS, filter],
    queryFn: ({ pageParam, signal }) => listFlags(api, filter, { limit: PAGE_SIZE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: FlagPage) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}
