import type { Client } from "openapi-fetch";
import type { Api } from "./client.ts";
import { answerOf } from "./client.ts";
import type { paths } from "./schema";

type Method = "get" | "post" | "put" | "delete";

interface Question {
  readonly params?: {
    readonly path?: Record<string, string>;
    readonly query?: Record<string, unknown>;
    readonly header?: Record<string, string>;
  };
  readonly body?: unknown;
  /** Whether a long body goes packed, for routes that take more than plain JSON has room for. */
  readonly packed?: boolean;
  readonly signal?: AbortSignal;
  /** What the browser may answer itself. */
  readonly cache?: RequestCache;
}

/** In characters; a request of plain JSON has room for some 4 MB. */
const PACKED_FROM = 1_000_000;

type Paths = Record<string, Record<Method, object>>;

/**
 * Asks a route whose answer the caller knows better than the OpenAPI document says it: values of flags are any JSON
 * there, and a page wants them exact and read-only. Each noun has one file of these calls.
 */
export function ask<T>(api: Api, method: Method, path: keyof paths, question: Question = {}): Promise<T> {
  const request = (api as unknown as Client<Paths>).request.bind(api) as unknown as (
    method: Method,
    path: keyof paths,
    question: object,
  ) => Promise<{ data?: T; error?: unknown; response: Response }>;
  return answerOf<T>(sent(question).then((whole) => request(method, path, whole)));
}

async function sent({ packed, ...question }: Question): Promise<object> {
  const text = packed ? JSON.stringify(question.body) : "";
  if (text.length < PACKED_FROM) return question;
  return {
    ...question,
    // As JSON with a Content-Encoding, the gateway would hand it over as text, and break it.
    headers: { "Content-Type": "application/gzip" },
    body: await gzipped(text),
    bodySerializer: (body: ArrayBuffer) => body,
  };
}

function gzipped(text: string): Promise<ArrayBuffer> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** A query without what is empty, which the API takes for something. */
export function queryOf(query: Record<string, string | number | boolean | null | undefined>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined),
  );
}
