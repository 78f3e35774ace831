import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { readExperiment } from "./experimentApi.ts";
import { EXPERIMENT } from "./experimentCache.ts";

/** One experiment as the server holds it. */
export function useExperiment(key: string) {
  const api = useApi();
  return useQuery({
    queryKey: [EXPERIMENT, key],
    queryFn: ({ signal }) => readExperiment(api, key, signal),
  });
}
