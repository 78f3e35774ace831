import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Flag, FlagPage } from "./flag.ts";

/** The first part of the key of every cached list of flags. */
export const FLAGS = "flags";
/** The first part of the key of whatever is cached about one flag; the flag's key is the second. */
export const FLAG = "flag";

type CachedList = InfiniteData<FlagPage, string | null>;

/**
 * Puts a flag's new state into its page and into every list that shows it, where it stays even if the list's filter no
 * longer fits. What is told of the flag besides (history, explanation) is asked anew when it is looked at next.
 */
export function showFlag(cache: QueryClient, flag: Flag): void {
  changeItems(cache, (items) => items.map((item) => (item.key === flag.key ? flag : item)));
  cache.setQueryData([FLAG, flag.key], flag);
  void cache.invalidateQueries({ queryKey: [FLAG, flag.key, "more"] });
}

export function dropFlag(cache: QueryClient, key: string): void {
  changeItems(cache, (items) => items.filter((item) => item.key !== key));
  cache.removeQueries({ queryKey: [FLAG, key] });
}

function changeItems(cache: QueryClient, change: (items: readonly Flag[]) => readonly Flag[]): void {
  cache.setQueriesData<CachedList>(
    { queryKey: [FLAGS] },
    (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );
}
