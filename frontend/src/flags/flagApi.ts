import { ask, queryOf } from "../api/ask.ts";
import type { Api } from "../api/client.ts";
import type { DayRange } from "../dashboard/range.ts";
import type { ExplainQuestion, Explanation } from "./explain/explanation.ts";
import { asItStands, type Flag, type FlagEdit, type FlagPage, type NewFlag } from "./flag.ts";
import type { FlagFilter } from "./list/filter.ts";
import type { FlagStatistics } from "./statistics/statistics.ts";
import type { FlagDocument, FlagExport, ImportOutcome, ImportTerms } from "./transfer/transfer.ts";

const FLAGS = "/api/admin/feature-flags";
const FLAG = `${FLAGS}/{key}` as const;

/** Enough to find a flag again as it was read: the server refuses a change when somebody else was first. */
export type FlagAsRead = Pick<Flag, "key" | "version">;

export type FlagAction = "enable" | "disable" | "archive" | "restore";

export async function listFlags(
  api: Api,
  filter: FlagFilter,
  page: { limit: number; cursor: string | null },
  signal: AbortSignal,
) {
  const { search, state, tag, owner, archived, stale } = filter;
  const query = queryOf({
    q: search,
    state,
    tag,
    owner,
    ...(archived && { archived }),
    ...(stale && { stale }),
    ...page,
  });
  const found = await ask<FlagPage>(api, "get", FLAGS, { params: { query }, signal });
  return { ...found, items: found.items.map(asItStands) };
}

export function readFlag(api: Api, key: string, signal: AbortSignal) {
  return askForFlag(api, "get", FLAG, { params: { path: { key } }, signal });
}

export function makeFlag(api: Api, flag: NewFlag) {
  return askForFlag(api, "post", FLAGS, { body: flag });
}

export function changeFlag(api: Api, { key, version }: FlagAsRead, edit: FlagEdit) {
  return askForFlag(api, "put", FLAG, { params: { path: { key } }, body: { ...edit, version } });
}

/** What takes effect with one press: switching, archiving and restoring. */
export function actOnFlag(api: Api, { key, version }: FlagAsRead, action: FlagAction) {
  return askForFlag(api, "put", `${FLAG}/${action}`, { params: { path: { key } }, body: { version } });
}

export function setRollout(api: Api, { key, version }: FlagAsRead, percentage: number) {
  return askForFlag(api, "put", `${FLAG}/rollout`, { params: { path: { key } }, body: { percentage, version } });
}

export function revertFlag(api: Api, { key, version }: FlagAsRead, toVersion: number) {
  return askForFlag(api, "put", `${FLAG}/revert`, { params: { path: { key } }, body: { toVersion, version } });
}

/** Brings a deleted flag back as it was at one of its versions. */
export function bringBackFlag(api: Api, key: string, toVersion: number) {
  return askForFlag(api, "put", `${FLAG}/revert`, { params: { path: { key } }, body: { toVersion } });
}

export function readStatistics(api: Api, key: string, range: DayRange, signal: AbortSignal) {
  const query = queryOf({ ...range });
  return ask<FlagStatistics>(api, "get", `${FLAG}/stats`, { params: { path: { key }, query }, signal });
}

/** Why the flag is worth what it is to a user; nothing is counted as an evaluation. */
export function explainFlag(api: Api, key: string, question: ExplainQuestion) {
  return ask<Explanation>(api, "post", `${FLAG}/explain`, { params: { path: { key } }, body: question });
}

/** Flags as one document: all of them, or one page. */
export function exportFlags(api: Api, page: { limit?: number; cursor?: string | null } = {}) {
  return ask<FlagExport>(api, "get", `${FLAGS}/export`, { params: { query: queryOf(page) } });
}

/** Takes in the flags of a document; on a dry run it only tells what would happen. */
export function importFlags(api: Api, document: FlagDocument, terms: ImportTerms, dryRun: boolean) {
  const query = { ...terms, dryRun };
  return ask<ImportOutcome>(api, "post", `${FLAGS}/import`, { params: { query }, body: document, packed: true });
}

export function deleteFlag(api: Api, { key, version }: FlagAsRead) {
  return ask<undefined>(api, "delete", FLAG, { params: { path: { key }, header: { "if-match": `"${version}"` } } });
}

async function askForFlag(...question: Parameters<typeof ask>): Promise<Flag> {
  return asItStands(await ask<Flag>(...question));
}
