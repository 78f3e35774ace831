import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { readFlag } from "./flagApi.ts";
import { FLAG } from "./flagCache.ts";

/** One flag as the server holds it. */
export function useFlag(key: string) {
  const api = useApi();
  return useQuery({ queryKey: [FLAG, key], queryFn: ({ signal }) => readFlag(api, key, signal) });
}
