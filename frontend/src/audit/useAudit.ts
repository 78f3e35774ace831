import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { listEntries } from "./auditApi.ts";
import type { AuditPage, AuditQuestion } from "./entry.ts";

/** The entries that answer a question, newest first, page by page; cached under a key of the caller's choice. */
export function useAudit(question: AuditQuestion, cachedAs: readonly unknown[] = ["audit"]) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...cachedAs, question],
    queryFn: ({ pageParam, signal }) => listEntries(api, question, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: AuditPage) => page.nextCursor,
    placeholderData: keepPreviousData,
    // What somebody has just done is what one comes here to see.
    staleTime: 0,
  });
}
