import type { Api } from "../../api/client.ts";
import { ProblemError } from "../../api/problem.ts";
import { exportFlags } from "../flagApi.ts";
import type { FlagExport } from "./transfer.ts";

const FIRST_LIMIT = 1_000;

/**
 * All flags as one document, put together from pages where they do not fit into one answer.
 *
 * @throws Error when flags changed between two pages, which together would be a state that never was.
 */
export async function exportAll(api: Api): Promise<FlagExport> {
  const whole = await fitting(exportFlags(api));
  if (whole) return whole;
  const [first, ...others] = await pagesOf(api);
  if (!first || others.some(({ flagsVersion }) => flagsVersion !== first.flagsVersion)) {
    throw new Error("Flags were changed while they were exported. Export them again.");
  }
  const flags = [first, ...others].flatMap((page) => page.flags);
  return { ...first, complete: true, flags, nextCursor: null };
}

/** Every page, each as long as fits into an answer. */
async function pagesOf(api: Api): Promise<FlagExport[]> {
  const pages: FlagExport[] = [];
  let limit = FIRST_LIMIT;
  let cursor: string | null = null;
  do {
    const reading = exportFlags(api, { limit, cursor });
    const page: FlagExport | null = await (limit > 1 ? fitting(reading) : reading);
    if (page) {
      pages.push(page);
      cursor = page.nextCursor ?? null;
    } else {
      limit = Math.ceil(limit / 2);
    }
  } while (pages.length === 0 || cursor !== null);
  return pages;
}

/** An answer, or null if the flags that were asked for do not fit into one. */
async function fitting(answer: Promise<FlagExport>): Promise<FlagExport | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProblemError && error.messageFor("limit") !== undefined) return null;
    throw error;
  }
}
