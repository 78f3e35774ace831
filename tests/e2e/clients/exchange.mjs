/** What the scripts here share: they are told what to do as JSON, tell what came out as JSON, and record the wire. */

import { text } from "node:stream/consumers";

/** What the test asks for: the JSON on standard input. */
export async function asked() {
  return JSON.parse(await text(process.stdin));
}

/** Tell the test, in one line. */
export function tell(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** The real `fetch`, and a list that grows by what passed over the wire. */
export function recordingFetch() {
  const wire = [];
  async function recorded(input, init) {
    const request = new Request(input, init);
    const response = await fetch(request);
    wire.push({
      method: request.method,
      path: new URL(request.url).pathname,
      ifNoneMatch: request.headers.get("If-None-Match"),
      status: response.status,
      etag: response.headers.get("ETag"),
    });
    return response;
  }
  return { wire, fetch: recorded };
}

/** Wait until something holds; fail after a while. */
export async function until(holds, patienceMilliseconds = 15_000) {
  const deadline = Date.now() + patienceMilliseconds;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMilliseconds} ms for ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What an OpenFeature client says to `{type, key, default}`; the server's takes the context with each question. */
export async function details(client, question, context) {
  const ask = {
    boolean: "getBooleanDetails",
    string: "getStringDetails",
    number: "getNumberDetails",
    object: "getObjectDetails",
  }[question.type];
  const { value, reason, variant, errorCode, flagMetadata } = await client[ask](
    question.key,
    question.default,
    context,
  );
  return { value, reason, variant, errorCode, flagMetadata };
}
