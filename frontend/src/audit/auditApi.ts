import { addDays } from "date-fns";
import { ask, queryOf } from "../api/ask.ts";
import type { Api } from "../api/client.ts";
import { fromLocalText } from "../format/localTime.ts";
import type { AuditPage, AuditQuestion } from "./entry.ts";

const PAGE_SIZE = 25;

export function listEntries(api: Api, question: AuditQuestion, cursor: string | null, signal: AbortSignal) {
  const { from, to, ...others } = question;
  const period = {
    from: from && fromLocalText(`${from}T00:00`),
    // The API takes the moment behind the last.
    to: to && addDays(`${to}T00:00`, 1).toISOString(),
  };
  const query = queryOf({ ...others, ...period, limit: PAGE_SIZE, cursor });
  return ask<AuditPage>(api, "get", "/api/admin/audit", { params: { query }, signal });
}
