/** Watches a flag with the real OFREP web provider: {url, key, flag, context} in, a line for each value out. */

import { OpenFeature } from "@openfeature/web-sdk";
import { asked, tell } from "./exchange.mjs";
import { watch } from "./watching.mjs";

await watch(await asked(), (value) => {
  tell(value);
  if (value === false) void OpenFeature.close();
});
