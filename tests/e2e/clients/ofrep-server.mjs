/** Asks the real OFREP server provider: {url, key, context, questions} in, {answers, wire} out. */

import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { asked, details, recordingFetch, tell } from "./exchange.mjs";

const { url, key, context, questions } = await asked();
const { wire, fetch: fetchImplementation } = recordingFetch();
const provider = new OFREPProvider({
  baseUrl: url,
  headers: [["Authorization", `Bearer ${key}`]],
  fetchImplementation,
});
await OpenFeature.setProviderAndWait(provider);
const client = OpenFeature.getClient();

const answers = {};
for (const question of questions) answers[question.key] = await details(client, question, context);
tell({ answers, wire });
await OpenFeature.close();
