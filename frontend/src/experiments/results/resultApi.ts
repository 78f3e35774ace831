import { ask, queryOf } from "../../api/ask.ts";
import { answerOf, type Api } from "../../api/client.ts";
import type { Result, ResultQuestion } from "./result.ts";

const RESULT = "/api/admin/experiments/{key}/metrics";

export function readResult(api: Api, key: string, question: ResultQuestion, signal: AbortSignal) {
  const query = queryOf({ ...question });
  return ask<Result>(api, "get", RESULT, { params: { path: { key }, query }, signal });
}

/** The result as a table for spreadsheets, one row for each metric and variant. */
export function readResultAsCsv(api: Api, key: string, question: ResultQuestion): Promise<string> {
  const query = queryOf({ ...question, format: "csv" });
  const { GET } = api as unknown as TextClient;
  return answerOf(GET(RESULT, { params: { path: { key }, query }, parseAs: "text" }));
}

/** The client as it answers a route that is asked for a text; the OpenAPI document knows its JSON only. */
interface TextClient {
  readonly GET: (
    route: typeof RESULT,
    question: object,
  ) => Promise<{ data?: string; error?: unknown; response: Response }>;
}
