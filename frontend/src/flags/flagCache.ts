import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Flag, FlagPage } from "./flag.ts";

/** The first part of the key of every cached list of flags. */
export const FLAGS = "flags";

type CachedList = InfiniteData<FlagPage, string | null>;

/** Puts a flag's new state into every list that shows it, where it stays even if the list's filter no longer fits. */
export function showFlag(cache: QueryClient, flag: Flag): void {
  changeItems(cache, (items) => items.map((item) => (item.key === flag.key ? flag : item)));
}

export function dropFlag(cache: QueryClient, key: string): void {
  changeItems(cache, (items) => items.filter((item) => item.key !== key));
}

function changeItems(cache: QueryClient, change: (items: Flag[]) => Flag[]): void {
  cache.setQueriesData<CachedList>(
    { queryKey: [FLAGS] },
    (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );
}
