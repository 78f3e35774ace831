import type { Client } from "openapi-fetch";
import type { Api } from "./client.ts";
import { answerOf } from "./client.ts";

type Method = "get" | "post" | "put" | "delete";

interface Question {
  readonly params?: {
    readonly path?: Record<string, string>;
    readonly query?: Record<string, unknown>;
    readonly header?: Record<string, string>;
  };
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

type Paths = Record<string, Record<Method, object>>;

/**
 * Asks a route whose answer the caller knows better than the OpenAPI document says it: values of flags are any JSON
 * there, and a page wants them exact and read-only. Each noun has one file of these calls.
 */
export function ask<T>(api: Api, method: Method, path: string, question: Question = {}): Promise<T> {
  const request = (api as unknown as Client<Paths>).request.bind(api) as unknown as (
    method: Method,
    path: string,
    question: Question,
  ) => Promise<{ data?: T; error?: unknown; response: Response }>;
  return answerOf<T>(request(method, path, question));
}

/** A query without what is empty, which the API takes for something. */
export function queryOf(query: Record<string, string | number | boolean | null | undefined>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined),
  );
}
