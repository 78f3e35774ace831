import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { answerOf } from "../api/client.ts";
import type { Flag, NewFlag } from "./flag.ts";
import { dropFlag, FLAGS, showFlag } from "./flagCache.ts";

/** What an admin can change of a flag from the list. */
export type FlagChange = { readonly enabled: boolean } | { readonly rolloutPercentage: number };

/** Changes the flag as it was read: the server refuses the change when somebody else was first. */
export function useFlagChange(flag: Flag) {
  const api = useApi();
  const cache = useQueryClient();
  const { key, version } = flag;
  return useMutation({
    mutationFn(change: FlagChange) {
      const path = { params: { path: { key } } };
      if ("rolloutPercentage" in change) {
        const body = { percentage: change.rolloutPercentage, version };
        return answerOf(api.PUT("/api/admin/feature-flags/{key}/rollout", { ...path, body }));
      }
      return change.enabled
        ? answerOf(api.PUT("/api/admin/feature-flags/{key}/enable", { ...path, body: { version } }))
        : answerOf(api.PUT("/api/admin/feature-flags/{key}/disable", { ...path, body: { version } }));
    },
    onSuccess(changed) {
      showFlag(cache, changed);
    },
  });
}

export function useFlagCreation() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (flag: NewFlag) => answerOf(api.POST("/api/admin/feature-flags", { body: flag })),
    onSuccess: () => cache.invalidateQueries({ queryKey: [FLAGS] }),
  });
}

/** Deletes the flag as it was read: what somebody else has made of it meanwhile is not thrown away unseen. */
export function useFlagDeletion({ key, version }: Flag, onDeleted: () => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const params = { path: { key }, header: { "if-match": `"${version}"` } };
      return answerOf(api.DELETE("/api/admin/feature-flags/{key}", { params }));
    },
    onSuccess() {
      // First, because the row that listens goes with its flag.
      onDeleted();
      dropFlag(cache, key);
    },
  });
}
