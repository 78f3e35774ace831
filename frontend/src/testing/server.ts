import { vi } from "vitest";

/** A request as the far end of the network sees it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Answer = (request: Received) => Response | Promise<Response>;

/** The far end of the network: answers by `METHOD /path` and keeps what it received. */
export class Server {
  readonly received: Received[] = [];
  private readonly answers = new Map<string, Answer>();

  constructor() {
    vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) => this.take(input, init));
  }

  on(route: string, answer: Answer): this {
    this.answers.set(route, answer);
    return this;
  }

  /** What came in on one route, oldest first. */
  to(route: string): Received[] {
    return this.received.filter(({ method, path }) => `${method} ${path}` === route);
  }

  private async take(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input instanceof Request ? input : new URL(input, window.location.origin), init);
    const { pathname, searchParams } = new URL(request.url);
    const text = await textIn(request);
    const received = {
      method: request.method,
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
    };
    this.received.push(received);
    const answer = this.answers.get(`${received.method} ${received.path}`);
    return answer ? answer(received) : problem(404, "not-found", "Not found", `Nothing at ${received.path}`);
  }
}

function textIn(request: Request): Promise<string> {
  if (request.headers.get("Content-Type") !== "application/gzip") return request.text();
  return new Response(request.body?.pipeThrough(new DecompressionStream("gzip"))).text();
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}

export function problem(status: number, slug: string, title: string, detail: string, more: object = {}): Response {
  const body = { type: `https://sextant.dev/problems/${slug}`, title, status, detail, requestId: "request-1", ...more };
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json" } });
}
