/**
 * Loads the data file with the real GrowthBook SDK and evaluates it: {url, clientKey, flags, users} in, {answers, sources,
 * wire} out, where `answers` holds the values of the flags, in their order, for each user.
 */

import { GrowthBook, LocalStorageStickyBucketService, setPolyfills } from "@growthbook/growthbook";
import { asked, recordingFetch, tell } from "./exchange.mjs";

const { url, clientKey, flags, users } = await asked();
const { wire, fetch } = recordingFetch();
setPolyfills({ fetch });

// The SDK heeds a rule's `fallbackAttribute` only if it remembers buckets.
const remembered = new Map();
const localStorage = {
  getItem: (key) => remembered.get(key) ?? null,
  setItem: (key, value) => remembered.set(key, value),
};
const stickyBucketService = new LocalStorageStickyBucketService({ localStorage });
const growthbook = new GrowthBook({ apiHost: url, clientKey, stickyBucketService });
const { success, source } = await growthbook.init({ timeout: 10_000 });
const answers = [];
for (const user of users) {
  await growthbook.setAttributes(user);
  answers.push(flags.map((flag) => growthbook.evalFeature(flag).value));
}
tell({ success, source, features: Object.keys(growthbook.getFeatures()).sort(), answers, wire });
growthbook.destroy();
