import { ask, queryOf } from "../../api/ask.ts";
import type { Api } from "../../api/client.ts";
import type { DayRange } from "../../dashboard/range.ts";
import type { CheckList, RestatementPage } from "./days.ts";

const PAGE_SIZE = 25;

export function listRestatements(api: Api, range: DayRange, cursor: string | null, signal: AbortSignal) {
  const query = queryOf({ ...range, limit: PAGE_SIZE, cursor });
  return ask<RestatementPage>(api, "get", "/api/admin/metrics/restatements", { params: { query }, signal });
}

export function listChecks(api: Api, range: DayRange, signal: AbortSignal): Promise<CheckList> {
  return ask<CheckList>(api, "get", "/api/admin/metrics/checks", { params: { query: queryOf({ ...range }) }, signal });
}
