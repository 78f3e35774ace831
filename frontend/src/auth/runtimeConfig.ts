import { isRecord } from "../api/json.ts";

/** What the page must know about its deployment: which user pool it signs in to. */
export interface RuntimeConfig {
  /** Base URL of the Cognito API: an absolute URL, or a path on this origin. */
  readonly cognitoEndpoint: string;
  readonly userPoolClientId: string;
  readonly region: string;
}

/** Reads `/config.json`, which the deployment writes; an `Error` whose message can be shown when that fails. */
export async function loadRuntimeConfig(signal?: AbortSignal): Promise<RuntimeConfig> {
  const response = await fetch("/config.json", {
    ...(signal && { signal }),
    headers: { Accept: "application/json" },
    // A new deployment on the same address may have another user pool.
    cache: "no-cache",
  });
  const body: unknown = response.ok ? await response.json().catch(() => null) : null;
  if (!isRuntimeConfig(body)) {
    throw new Error("This deployment has no sign-in configured: /config.json is missing or incomplete.");
  }
  return body;
}

function isRuntimeConfig(value: unknown): value is RuntimeConfig {
  return (
    isRecord(value) &&
    typeof value["cognitoEndpoint"] === "string" &&
    typeof value["userPoolClientId"] === "string" &&
    typeof value["region"] === "string"
  );
}
