import type { ReactNode } from "react";

interface LockableProps {
  /** Why nothing in it can be changed; null when it can. */
  readonly lock: string | null;
  readonly children: ReactNode;
}

/** Controls that are there to be read only, and why, as long as there is a reason. */
export function Lockable({ lock, children }: LockableProps) {
  return (
    <>
      {lock && <p className="hint">{lock}</p>}
      <fieldset className="bare" disabled={lock !== null}>
        {children}
      </fieldset>
    </>
  );
}
