import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Alert } from "../page/Alert.tsx";
import { SubmitButton } from "../page/SubmitButton.tsx";
import { TextField } from "../page/TextField.tsx";
import { textOf, withFields } from "../page/forms.ts";
import { useAuth } from "./AuthContext.ts";
import { chooseNewPassword, signIn, SignInError, type NewPasswordRequired, type SignInStep } from "./cognito.ts";
import { loadRuntimeConfig, type RuntimeConfig } from "./runtimeConfig.ts";
import { sessionFrom, type Session } from "./session.ts";
import "./sign-in.css";

export function SignIn() {
  const { notice } = useAuth();
  const config = useQuery({ queryKey: ["runtimeConfig"], queryFn: ({ signal }) => loadRuntimeConfig(signal) });
  return (
    <main className="sign-in">
      <h1>Sextant</h1>
      {notice && <Alert tone="info">{notice}</Alert>}
      {config.isError && (
        <Alert onRetry={() => void config.refetch()}>
          {config.error instanceof Error ? config.error.message : "The configuration could not be read."}
        </Alert>
      )}
      {config.isPending && <p role="status">Loading…</p>}
      {config.data && <SignInForms config={config.data} />}
    </main>
  );
}

function SignInForms({ config }: { config: RuntimeConfig }) {
  const { begin } = useAuth();
  const [challenge, setChallenge] = useState<NewPasswordRequired | null>(null);
  const attempt = useMutation({
    mutationFn: (step: () => Promise<SignInStep>) => step(),
    onSuccess(outcome) {
      if (outcome.kind === "newPasswordRequired") setChallenge(outcome);
      else begin(adminSession(outcome.idToken));
    },
  });
  const refusal = attempt.error && <Alert>{attempt.error.message}</Alert>;

  if (challenge) {
    const submit = (fields: FormData) => {
      attempt.mutate(() => chooseNewPassword(config, challenge, textOf(fields, "newPassword")));
    };
    return (
      <form key="new-password" onSubmit={withFields(submit)}>
        <p>This is the first sign-in to this account: please choose a password of your own.</p>
        {refusal}
        <TextField label="New password" name="newPassword" type="password" autoComplete="new-password" required />
        <SubmitButton busy={attempt.isPending}>Set the password and sign in</SubmitButton>
      </form>
    );
  }
  const submit = (fields: FormData) => {
    attempt.mutate(() => signIn(config, textOf(fields, "userName").trim(), textOf(fields, "password")));
  };
  return (
    <form key="credentials" onSubmit={withFields(submit)}>
      {refusal}
      <TextField label="E-mail address" name="userName" type="email" autoComplete="username" required />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <SubmitButton busy={attempt.isPending}>Sign in</SubmitButton>
    </form>
  );
}

function adminSession(idToken: string): Session {
  const session = sessionFrom(idToken);
  if (!session) throw new SignInError("The sign-in service returned a token that has already expired.");
  if (!session.roles.includes("ADMIN")) {
    throw new SignInError(`${session.email} is not an administrator. This page needs an account with the role ADMIN.`);
  }
  return session;
}
