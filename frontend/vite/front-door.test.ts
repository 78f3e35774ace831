// @vitest-environment node
import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { createServer, type ViteDevServer } from "vite";
import { afterEach, expect, test } from "vitest";
import { frontDoor } from "./front-door.ts";

const open: { close: () => unknown }[] = [];

afterEach(async () => {
  for (const server of open.splice(0).reverse()) await server.close();
});

/** An upstream that answers with what it was asked. */
async function upstream(): Promise<string> {
  const server: Server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      response.writeHead(200, { "Content-Type": "application/json", "Access-Control-Allow-Origin": "the API's own" });
      response.end(JSON.stringify({ method, url, type: headers["content-type"], bytes: Buffer.concat(chunks).length }));
    });
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  open.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function door(environment: Record<string, string>): Promise<string> {
  const vite: ViteDevServer = await createServer({
    configFile: false,
    logLevel: "silent",
    server: { host: "127.0.0.1", port: 0, ws: false },
    optimizeDeps: { noDiscovery: true },
    plugins: [frontDoor(environment)],
  });
  await vite.listen();
  open.push(vite);
  return `http://localhost:${(vite.httpServer?.address() as AddressInfo).port}`;
}

test("the API's paths go upstream behind the target's own path, with the query and the whole body", async () => {
  const url = await door({ SEXTANT_API_TARGET: `${await upstream()}/_aws/execute-api/abc/` });
  const response = await fetch(`${url}/api/analytics/track?x=1%202`, {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: "x".repeat(3_000_000),
  });
  expect(await response.json()).toEqual({
    method: "POST",
    url: "/_aws/execute-api/abc/api/analytics/track?x=1%202",
    type: "text/plain",
    bytes: 3_000_000,
  });
});

test.each(["/ofrep/v1/evaluate/flags", "/v1/batch"])("%s goes upstream too", async (path) => {
  const url = await door({ SEXTANT_API_TARGET: await upstream() });
  expect(await (await fetch(url + path)).json()).toMatchObject({ url: path });
});

test.each(["application/json", "text/plain"])("a packed body that calls itself %s arrives whole", async (type) => {
  const url = await door({ SEXTANT_API_TARGET: await upstream() });
  const body = gzipSync(JSON.stringify({ batch: [] }));
  const headers = { "Content-Type": type, "Content-Encoding": "gzip" };
  const response = await fetch(`${url}/v1/batch`, { method: "POST", headers, body });
  expect(await response.json()).toMatchObject({ type: "application/gzip", bytes: body.length });
});

test("preflights are the API's to answer", async () => {
  const url = await door({ SEXTANT_API_TARGET: await upstream() });
  const response = await fetch(`${url}/api/health`, {
    method: "OPTIONS",
    headers: { Origin: "http://localhost:3000" },
  });
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("the API's own");
});

test("the user pool is found at its root", async () => {
  const url = await door({ SEXTANT_COGNITO_TARGET: await upstream() });
  expect(await (await fetch(`${url}/_cognito/`, { method: "POST" })).json()).toMatchObject({ url: "/" });
});

test("an upstream that is down is a 502 problem", async () => {
  const url = await door({ SEXTANT_API_TARGET: "http://127.0.0.1:9" });
  const response = await fetch(`${url}/api/health`);
  expect(response.status).toBe(502);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ title: "Bad gateway", status: 502, instance: "/api/health" });
});

test("an upstream that is not configured is a 502 problem that names the variable", async () => {
  const response = await fetch(`${await door({})}/api/health`);
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ detail: expect.stringContaining("SEXTANT_API_TARGET") as string });
});
