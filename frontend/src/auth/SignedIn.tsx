import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { ApiContext } from "../api/ApiContext.ts";
import { createApi } from "../api/client.ts";
import { asProblem } from "../api/problem.ts";
import { useAuth } from "./AuthContext.ts";
import { SESSION_ENDED } from "./AuthProvider.tsx";
import { SignIn } from "./SignIn.tsx";

// Before the browser paints, so that a switch shows at once what was wanted instead of jumping back first.
notifyManager.setScheduler(queueMicrotask);

/** Shows its children to a signed-in admin, with the API to call in that admin's name; to others the sign-in form. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { session, end } = useAuth();
  const idToken = session?.idToken;
  const api = useMemo(
    () =>
      idToken === undefined
        ? null
        : createApi(idToken, () => {
            end(SESSION_ENDED);
          }),
    [idToken, end],
  );
  // One cache a session: nothing that one account has read is shown to the next.
  return (
    <SessionCache key={idToken}>{api ? <ApiContext value={api}>{children}</ApiContext> : <SignIn />}</SessionCache>
  );
}

function SessionCache({ children }: { children: ReactNode }) {
  const [cache] = useState(newCache);
  return <QueryClientProvider client={cache}>{children}</QueryClientProvider>;
}

function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server refuses, it refuses again; what it fails at may pass.
        retry: (failures, error) => failures < 1 && asProblem(error).status >= 500,
        staleTime: 30_000,
        refetchOnWindowFocus: false,
      },
    },
  });
}
