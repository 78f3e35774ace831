import { useAuth } from "../auth/AuthContext.ts";

/** Who did something; the admin who looks is told so. */
export function Actor({ id, kind }: { id: string; kind?: string }) {
  const { session } = useAuth();
  if (session?.subject === id) return <span title={id}>you ({session.email})</span>;
  return (
    <span>
      {kind && kind !== "user" && `${kind} `}
      <code>{id}</code>
    </span>
  );
}
