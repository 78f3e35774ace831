import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { ask } from "../api/ask.ts";
import type { Generated } from "../api/generated.ts";

export type MetricDefinition = Generated<"MetricDefinition">;

/** What every metric means; asked for once, when somebody wants to know. */
export function useDefinitions(wanted: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["metric definitions"],
    queryFn: ({ signal }) =>
      ask<Generated<"MetricDefinitions">>(api, "get", "/api/admin/metrics/definitions", { signal }),
    enabled: wanted,
    staleTime: Infinity,
  });
}
