/**
 * Signing in to a Cognito user pool. Two unsigned JSON calls are all that this takes, so they are made here: the AWS SDK
 * would more than double what the browser downloads, for its signing, retry and credential layers that go unused.
 */
import { isRecord } from "../api/json.ts";
import type { RuntimeConfig } from "./runtimeConfig.ts";

/** A refused sign-in; the message is for the person who signs in. */
export class SignInError extends Error {
  override readonly name = "SignInError";
}

/** The user pool wants a new password first, as it does of accounts that an administrator made. */
export interface NewPasswordRequired {
  readonly kind: "newPasswordRequired";
  readonly userName: string;
  readonly challengeSession: string;
}

export interface SignedIn {
  readonly kind: "signedIn";
  readonly idToken: string;
}

export type SignInStep = SignedIn | NewPasswordRequired;

export async function signIn(config: RuntimeConfig, userName: string, password: string): Promise<SignInStep> {
  const answer = await call(config, "InitiateAuth", {
    AuthFlow: "USER_PASSWORD_AUTH",
    ClientId: config.userPoolClientId,
    AuthParameters: { USERNAME: userName, PASSWORD: password },
  });
  return nextStep(answer, userName);
}

export async function chooseNewPassword(
  config: RuntimeConfig,
  challenge: NewPasswordRequired,
  newPassword: string,
): Promise<SignInStep> {
  const answer = await call(config, "RespondToAuthChallenge", {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    ClientId: config.userPoolClientId,
    Session: challenge.challengeSession,
    ChallengeResponses: { USERNAME: challenge.userName, NEW_PASSWORD: newPassword },
  });
  return nextStep(answer, challenge.userName);
}

async function call(config: RuntimeConfig, action: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${config.cognitoEndpoint.replace(/\/$/, "")}/`, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSCognitoIdentityProviderService.${action}`,
    },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new SignInError("The sign-in service could not be reached. Check the connection and try again.");
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok || !isRecord(answer)) throw refusal(isRecord(answer) ? answer : {});
  return answer;
}

function nextStep(answer: Record<string, unknown>, userName: string): SignInStep {
  const result = answer["AuthenticationResult"];
  if (isRecord(result) && typeof result["IdToken"] === "string") {
    return { kind: "signedIn", idToken: result["IdToken"] };
  }
  if (answer["ChallengeName"] === "NEW_PASSWORD_REQUIRED" && typeof answer["Session"] === "string") {
    return { kind: "newPasswordRequired", userName, challengeSession: answer["Session"] };
  }
  throw new SignInError("This account asks for a sign-in step that this page does not offer.");
}

function refusal(answer: Record<string, unknown>): SignInError {
  // The type may carry a namespace (`com.amazonaws…#NotAuthorizedException`).
  const type = typeof answer["__type"] === "string" ? answer["__type"].replace(/^.*#/, "") : "";
  switch (type) {
    // One message for both: whether an account exists is nobody's business.
    case "NotAuthorizedException":
    case "UserNotFoundException":
      return new SignInError("The e-mail address or the password is wrong.");
    case "InvalidPasswordException":
      return new SignInError(
        typeof answer["message"] === "string" ? answer["message"] : "The new password is too weak.",
      );
    case "PasswordResetRequiredException":
      return new SignInError("This account's password must be reset by an administrator first.");
    case "UserNotConfirmedException":
      return new SignInError("This account has not been confirmed yet.");
    case "TooManyRequestsException":
    case "LimitExceededException":
      return new SignInError("Too many attempts. Wait a little and try again.");
    default:
      return new SignInError("The sign-in service failed. Try again.");
  }
}
