import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import type { RejectedEventPage, RejectedQuestion } from "./rejected.ts";
import { deleteRejected, listRejected, readRejected, replayName, replayOne } from "./rejectedApi.ts";

const REJECTED = "rejected events";

/** The events that broke a schema, newest first, page by page. */
export function useRejected(question: RejectedQuestion) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [REJECTED, question],
    queryFn: ({ pageParam, signal }) => listRejected(api, question, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: RejectedEventPage) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** One event with its properties, once somebody wants to see them. */
export function useWholeEvent(rejectionId: string, wanted: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["rejected event", rejectionId],
    queryFn: ({ signal }) => readRejected(api, rejectionId, signal),
    enabled: wanted,
  });
}

/** What can be done about rejected events; the list is read again after each. */
export function useRejectedActions() {
  const api = useApi();
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: [REJECTED] });
  return {
    replaying: useMutation({
      mutationFn: (of: { id: string } | { name: string }) =>
        "id" in of ? replayOne(api, of.id) : replayName(api, of.name),
      onSettled,
    }),
    deletion: useMutation({ mutationFn: (id: string) => deleteRejected(api, id), onSettled }),
  };
}
