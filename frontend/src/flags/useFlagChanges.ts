import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import type { Flag, NewFlag } from "./flag.ts";
import { actOnFlag, deleteFlag, makeFlag, revertFlag, setRollout, type FlagAction } from "./flagApi.ts";
import { dropFlag, FLAGS, showFlag } from "./flagCache.ts";

/** What an admin can change of a flag from the list. */
export type FlagChange = { readonly enabled: boolean } | { readonly rolloutPercentage: number };

/** Changes the flag as it was read: the server refuses the change when somebody else was first. */
export function useFlagChange(flag: Flag) {
  const api = useApi();
  return useShown((change: FlagChange) => {
    if ("rolloutPercentage" in change) return setRollout(api, flag, change.rolloutPercentage);
    return actOnFlag(api, flag, change.enabled ? "enable" : "disable");
  });
}

/** Archives a flag, or brings it back; the lists that it leaves or enters are read again. */
export function useFlagAction(flag: Flag, onDone: () => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (action: FlagAction) => actOnFlag(api, flag, action),
    onSuccess(changed) {
      // First, because the button that listens may go with the state that it was for.
      onDone();
      showFlag(cache, changed);
      void cache.invalidateQueries({ queryKey: [FLAGS] });
    },
  });
}

/** Puts a flag back to an earlier version, as a new one. */
export function useFlagRevert(flag: Flag) {
  const api = useApi();
  return useShown((toVersion: number) => revertFlag(api, flag, toVersion));
}

export function useFlagCreation() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (flag: NewFlag) => makeFlag(api, flag),
    onSuccess: () => cache.invalidateQueries({ queryKey: [FLAGS] }),
  });
}

/** Deletes the flag as it was read: what somebody else has made of it meanwhile is not thrown away unseen. */
export function useFlagDeletion(flag: Flag, onDeleted: () => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => deleteFlag(api, flag),
    onSuccess() {
      // First, because the row that listens goes with its flag.
      onDeleted();
      dropFlag(cache, flag.key);
    },
  });
}

/** A change whose outcome is shown wherever the flag is. */
function useShown<Change>(mutationFn: (change: Change) => Promise<Flag>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess(changed: Flag) {
      showFlag(cache, changed);
    },
  });
}
