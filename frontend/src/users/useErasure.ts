import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useApi } from "../api/ApiContext.ts";
import type { Erasure } from "./user.ts";
import { eraseUser, readErasure } from "./usersApi.ts";
import { USER } from "./useUser.ts";

const ERASURE = "erasure";
const POLL_MS = 3_000;

/** How far an erasure is, asked for again and again until it is done; then what is held is asked for again, too. */
export function useErasure(userId: string, known: Erasure) {
  const api = useApi();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: [ERASURE, userId],
    queryFn: ({ signal }) => readErasure(api, userId, signal),
    enabled: known.state === "running",
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === "done" ? false : POLL_MS),
  });
  const erasure = known.state === "running" ? (data ?? known) : known;
  const isNews = erasure.state !== known.state;
  useEffect(() => {
    if (isNews) void cache.invalidateQueries({ queryKey: [USER, userId] });
  }, [cache, isNews, userId]);
  return { erasure, error, refetch };
}

/** Begins to erase a user. */
export function useErasing(userId: string, onBegun: () => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => eraseUser(api, userId),
    onSuccess(erasure) {
      cache.setQueryData([ERASURE, userId], erasure);
      onBegun();
      return cache.invalidateQueries({ queryKey: [USER, userId] });
    },
  });
}
