import createClient, { type Client } from "openapi-fetch";
import { ProblemError, unreachable } from "./problem.ts";
import type { paths } from "./schema";

export type Api = Client<paths>;

/** A typed client of Sextant's API that calls as the token's bearer and reports a refused token once per answer. */
export function createApi(idToken: string, onUnauthenticated: () => void): Api {
  // An absolute base: outside browsers, `Request` refuses relative addresses.
  const api = createClient<paths>({ baseUrl: window.location.origin, fetch: (request) => fetch(request) });
  api.use({
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${idToken}`);
    },
    onResponse({ response }) {
      if (response.status === 401) onUnauthenticated();
    },
  });
  return api;
}

interface Exchange<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; anything else is thrown as a `ProblemError`. */
export async function answerOf<T>(call: Promise<Exchange<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    // An aborted request is not a problem: whoever aborted it no longer wants an answer.
    throw cause instanceof DOMException && cause.name === "AbortError" ? cause : unreachable();
  });
  if (!response.ok) throw new ProblemError(response.status, error);
  return data as T;
}
