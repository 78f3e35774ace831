/**
 * Loads the data file with the real GrowthBook SDK and evaluates it: {url, clientKey, flags, users} in, {answers, sources,
 * wire} out, where `answers` holds the values of the flags, in their order, for each user.
 */

import { GrowthBook, setPolyfills } from "@growthbook/growthbook";
import { asked, recordingFetch, tell } from "./exchange.mjs";

const { url, clientKey, flags, users } = await asked();
const { wire, fetch } = recordingFetch();
setPolyfills({ fetch });

const growthbook = new GrowthBook({ apiHost: url, clientKey });
const { success, source } = await growthbook.init({ timeout: 10_000 });
const answers = [];
for (const user of users) {
  await growthbook.setAttributes(user);
  answers.push(flags.map((flag) => growthbook.evalFeature(flag).value));
}
tell({ success, source, features: Object.keys(growthbook.getFeatures()).sort(), answers, wire });
growthbook.destroy();
