/** The real OFREP web provider, polling each second, as an app uses it: in Node and in a browser. */

import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";

/** Call `onValue` with the value of a flag now, and again whenever the flags change. */
export async function watch({ url, key, flag, context }, onValue) {
  const provider = new OFREPWebProvider({
    baseUrl: url,
    headers: [["Authorization", `Bearer ${key}`]],
    pollInterval: 1_000,
    cacheMode: "disabled",
  });
  await OpenFeature.setContext(context);
  await OpenFeature.setProviderAndWait(provider);
  const client = OpenFeature.getClient();
  const show = () => {
    const { value, errorCode } = client.getBooleanDetails(flag, false);
    onValue(errorCode ?? value);
  };
  client.addHandler(ProviderEvents.ConfigurationChanged, show);
  show();
}
