import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import type { Flag } from "./flag.ts";
import { readFlag } from "./flagApi.ts";
import { FLAG } from "./flagCache.ts";

/** Later than the moment itself, so that a clock that is a little fast does not ask too early. */
const GRACE_MS = 1_000;
/** The longest that a timer of a browser can wait. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** One flag as the server holds it, read again when a scheduled change is due. */
export function useFlag(key: string) {
  const api = useApi();
  return useQuery({
    queryKey: [FLAG, key],
    queryFn: ({ signal }) => readFlag(api, key, signal),
    refetchInterval: ({ state }) => untilNextChange(state.data),
  });
}

function untilNextChange(flag: Flag | undefined): number | false {
  const at = flag?.effective.nextChangeAt;
  if (!at) return false;
  return Math.min(Math.max(Date.parse(at) - Date.now(), 0) + GRACE_MS, LONGEST_WAIT_MS);
}
