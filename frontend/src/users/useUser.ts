import { useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { readUser } from "./usersApi.ts";

export const USER = "user";

/** What is known and held of a user. */
export function useUser(userId: string) {
  const api = useApi();
  return useQuery({
    queryKey: [USER, userId],
    queryFn: ({ signal }) => readUser(api, userId, signal),
    // What is held changes as events come in; whoever looks wants to see it as it is.
    staleTime: 0,
  });
}
