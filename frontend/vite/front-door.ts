import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin, ProxyOptions } from "vite";

/** A part of the front door's address space that another server answers. */
interface Upstream {
  /** Paths that go upstream: a regular expression as Vite's `server.proxy` keys are. */
  readonly paths: string;
  /** Environment variable that holds the upstream's base URL; its path is put before the request's. */
  readonly variable: string;
  readonly rewrite?: (path: string) => string;
}

const UPSTREAMS: readonly Upstream[] = [
  { paths: "^/(api|ofrep|v1)(/|\\?|$)", variable: "SEXTANT_API_TARGET" },
  {
    paths: "^/_cognito(/|\\?|$)",
    variable: "SEXTANT_COGNITO_TARGET",
    rewrite: (path) => path.replace(/^\/_cognito\/?/, "/"),
  },
];

/**
 * Makes Vite's server the front door of the local platform, as CloudFront is on AWS: the API and the user pool answer
 * on the UI's own origin. An upstream that is down or not configured answers 502 problem+json.
 */
export function frontDoor(environment: Record<string, string | undefined>): Plugin {
  const proxy: Record<string, ProxyOptions> = {};
  const missing: Upstream[] = [];
  for (const upstream of UPSTREAMS) {
    const target = environment[upstream.variable]?.replace(/\/+$/, "");
    if (target) proxy[upstream.paths] = proxyTo(target, upstream);
    else missing.push(upstream);
  }
  return {
    name: "sextant-front-door",
    // Vite's own CORS layer would answer preflights that are the API's to answer.
    config: () => ({ server: { proxy, cors: false } }),
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const upstream = missing.find(({ paths }) => new RegExp(paths).test(request.url ?? ""));
        if (!upstream) next();
        else
          answerBadGateway(request, response, `${upstream.variable} is not set. Start the platform with \`make dev\`.`);
      });
    },
  };
}

function proxyTo(target: string, upstream: Upstream): ProxyOptions {
  return {
    target,
    changeOrigin: true,
    ...(upstream.rewrite && { rewrite: upstream.rewrite }),
    configure(proxy) {
      proxy.on("proxyReq", (asked, request) => {
        if (isPacked(request)) asked.setHeader("Content-Type", "application/gzip");
      });
      // Runs before Vite's own listener, which leaves an answer that has been sent alone.
      proxy.on("error", (_error, request, response) => {
        if (!("headersSent" in response) || response.headersSent) return;
        answerBadGateway(request, response, "The server behind this address does not answer. Is `make dev` running?");
      });
    },
  };
}

/**
 * Whether a body is packed, as Segment's clients pack theirs while they call it JSON or text. An HTTP API hands over
 * what is called so as text, which no packed body survives, and anything else untouched.
 */
function isPacked(request: IncomingMessage): boolean {
  return request.headers["content-encoding"]?.trim().toLowerCase() === "gzip";
}

function answerBadGateway(request: IncomingMessage, response: ServerResponse, detail: string): void {
  const problem = {
    type: "https://sextant.dev/problems/bad-gateway",
    title: "Bad gateway",
    status: 502,
    detail,
    instance: (request.url ?? "").split("?")[0],
  };
  response.writeHead(502, { "Content-Type": "application/problem+json" }).end(JSON.stringify(problem));
}
