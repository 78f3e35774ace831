/**
 * Asks the real OFREP web provider, which polls: {url, key, contexts, questions} in, {trouble, visits, wire} out. A visit
 * is one context: what was answered in it, after which the next poll is awaited.
 */

import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";
import { asked, details, recordingFetch, tell, until } from "./exchange.mjs";

const POLL_MILLISECONDS = 300;

const { url, key, contexts, questions } = await asked();
const { wire, fetch: fetchImplementation } = recordingFetch();
const provider = new OFREPWebProvider({
  baseUrl: url,
  headers: [["Authorization", `Bearer ${key}`]],
  fetchImplementation,
  pollInterval: POLL_MILLISECONDS,
  cacheMode: "disabled",
});

let trouble = null;
await OpenFeature.setContext(contexts[0]);
await OpenFeature.setProviderAndWait(provider).catch((error) => {
  trouble = error.code ?? error.name;
});
const client = OpenFeature.getClient();

const visits = [];
for (const context of contexts) {
  await OpenFeature.setContext(context);
  const answers = {};
  for (const question of questions) answers[question.key] = await details(client, question);
  const before = wire.length;
  if (!trouble) await until(() => wire.length > before);
  visits.push({ answers, flags: Object.keys(provider.flagCache).sort(), polled: wire.at(-1) });
}
tell({ trouble, visits, wire });
await OpenFeature.close();
