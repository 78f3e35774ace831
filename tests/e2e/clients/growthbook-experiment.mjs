/**
 * Takes part in an experiment with the real GrowthBook SDK: {url, clientKey, experiment, users} in, {outcomes, viewed} out.
 * An outcome says what a user got; `viewed` is what the tracking callback was given, as an app would track it.
 */

import { GrowthBook, setPolyfills } from "@growthbook/growthbook";
import { asked, recordingFetch, tell } from "./exchange.mjs";

const { url, clientKey, experiment, users } = await asked();
const { fetch } = recordingFetch();
setPolyfills({ fetch });

const viewed = [];
let user;
const growthbook = new GrowthBook({
  apiHost: url,
  clientKey,
  trackingCallback: ({ key }, result) => {
    viewed.push({ userId: user.id, properties: { experimentId: key, variationId: result.key } });
  },
});
await growthbook.init({ timeout: 10_000 });
const outcomes = [];
for (user of users) {
  await growthbook.setAttributes(user);
  const { value, source, experimentResult } = growthbook.evalFeature(experiment);
  outcomes.push({ value, source, variant: experimentResult?.inExperiment ? experimentResult.key : null });
}
tell({ outcomes, viewed });
growthbook.destroy();
