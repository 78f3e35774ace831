import { json, type Server } from "./server.ts";

export const CONFIG = { cognitoEndpoint: "/_cognito", userPoolClientId: "client-1", region: "eu-west-2" };

/** An ID token as Cognito would fill it; nobody has signed it, and the page does not check. */
export function idToken(claims: { email?: string; roles?: string[]; expiresIn?: number } = {}): string {
  const { email = "admin@example.com", roles = ["ADMIN"], expiresIn = 3600 } = claims;
  const payload = { email, "cognito:groups": roles, exp: Math.floor(Date.now() / 1000) + expiresIn };
  return ["{}", JSON.stringify(payload), "signature"].map(base64Url).join(".");
}

/** Lets the user pool answer every sign-in with this token. */
export function admits(server: Server, token: string): Server {
  return server
    .on("GET /config.json", () => json(CONFIG))
    .on("POST /_cognito/", () => json({ AuthenticationResult: { IdToken: token } }));
}

/** As if this tab had signed in before it was reloaded. */
export function alreadySignedIn(token: string = idToken()): void {
  sessionStorage.setItem("sextant.idToken", token);
}

function base64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}
