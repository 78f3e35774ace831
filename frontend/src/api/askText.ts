import { answerOf, type Api } from "./client.ts";
import type { paths } from "./schema";

interface TextQuestion {
  readonly params: { readonly path?: Record<string, string>; readonly query?: Record<string, unknown> };
}

/** A text that the API wrote, and what it said beside it. */
export interface TextAnswer {
  readonly text: string;
  readonly headers: Headers;
}

/** Asks a route for a text, such as a table; the OpenAPI document knows its JSON only. */
export async function askText(api: Api, route: keyof paths, question: TextQuestion): Promise<TextAnswer> {
  const { GET } = api as unknown as TextClient;
  let headers = new Headers();
  const asked = GET(route, { ...question, parseAs: "text", cache: "no-cache" }).then((exchange) => {
    ({ headers } = exchange.response);
    return exchange;
  });
  const text = await answerOf(asked);
  return { text, headers };
}

interface TextClient {
  readonly GET: (
    route: keyof paths,
    question: object,
  ) => Promise<{ data?: string; error?: unknown; response: Response }>;
}
