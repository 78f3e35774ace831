import { ask, queryOf } from "../api/ask.ts";
import { askText } from "../api/askText.ts";
import type { Api } from "../api/client.ts";
import type { AnalyticsAnswer, Question } from "./answer.ts";
import type { Days } from "./useDays.ts";

export function readAnswer<Answer extends AnalyticsAnswer>(
  api: Api,
  question: Question,
  days: Days,
  signal: AbortSignal,
): Promise<Answer> {
  return ask<Answer>(api, "get", question.route, {
    params: paramsOf(question, days),
    signal,
    // The browser's own cache would answer Refresh with what is on the page already.
    cache: "no-cache",
  });
}

/** A table as a file for spreadsheets. */
export interface SavedTable {
  readonly name: string;
  readonly text: string;
  readonly rows: number;
}

/** The same answer as one table, put together from its pages where it has more than one. */
export async function readTable(api: Api, question: Question, days: Days): Promise<SavedTable> {
  const { path, query } = paramsOf(question, days);
  let table: SavedTable = { name: "", text: "", rows: 0 };
  let cursor: string | null = null;
  do {
    const paged = { ...query, format: "csv", ...(cursor && { cursor }) };
    const { text, headers } = await askText(api, question.route, { params: { ...(path && { path }), query: paged } });
    table = {
      name: table.name || nameIn(headers),
      text: table.text + (cursor ? withoutHead(text) : text),
      rows: table.rows + Number(headers.get("X-Row-Count")),
    };
    cursor = headers.get("X-Next-Cursor");
  } while (cursor);
  return table;
}

function paramsOf({ path, query }: Question, { range, compare, timeZone }: Days) {
  return {
    ...(path && { path }),
    query: queryOf({ ...range, compare: compare ? "previous" : null, timeZone, ...query }),
  };
}

function nameIn(headers: Headers): string {
  return /filename="([^"]+)"/.exec(headers.get("Content-Disposition") ?? "")?.[1] ?? "sextant.csv";
}

/** A table without its first line, which names its columns. */
function withoutHead(text: string): string {
  return text.slice(text.indexOf("\n") + 1);
}
