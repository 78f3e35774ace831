import { ask, queryOf } from "../../api/ask.ts";
import type { Api } from "../../api/client.ts";
import type { BackfillPage, BackfillProgress } from "./backfill.ts";

const BACKFILLS = "/api/admin/metrics/backfill";
const BACKFILL = `${BACKFILLS}/{backfillId}` as const;
const PAGE_SIZE = 25;

export function listBackfills(api: Api, cursor: string | null, signal: AbortSignal): Promise<BackfillPage> {
  const query = queryOf({ limit: PAGE_SIZE, cursor });
  return ask<BackfillPage>(api, "get", BACKFILLS, { params: { query }, signal });
}

export function readBackfill(api: Api, backfillId: string, signal: AbortSignal): Promise<BackfillProgress> {
  return ask<BackfillProgress>(api, "get", BACKFILL, { params: { path: { backfillId } }, signal });
}

export function startBackfill(api: Api, days: { from: string; to: string }): Promise<BackfillProgress> {
  return ask<BackfillProgress>(api, "post", BACKFILLS, { body: days });
}

export function resumeBackfill(api: Api, backfillId: string): Promise<BackfillProgress> {
  return ask<BackfillProgress>(api, "post", `${BACKFILL}/resume`, { params: { path: { backfillId } } });
}
