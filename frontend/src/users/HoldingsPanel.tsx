import type { ReactNode } from "react";
import { formatCount } from "../format/number.ts";
import { PARTS, type User } from "./user.ts";

interface HoldingsPanelProps {
  readonly user: User;
  /** What can be done with it. */
  readonly children: ReactNode;
}

/** How much is held of a user, which is what an export tells. */
export function HoldingsPanel({ user: { held, heldComplete, profile }, children }: HoldingsPanelProps) {
  const present = held.filter(({ count }) => count > 0);
  return (
    <section className="panel" aria-labelledby="held-title">
      <h4 id="held-title">What is held</h4>
      {profile === null && <p className="hint">No profile: nothing but events is known.</p>}
      {present.length === 0 && <p className="empty">Nothing is held at this moment.</p>}
      {present.length > 0 && (
        <div className="scroll">
          <table>
            <caption className="visually-hidden">What is held of the user</caption>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col" className="number">
                  How much
                </th>
              </tr>
            </thead>
            <tbody>
              {present.map(({ what, count }) => (
                <tr key={what} data-held={what}>
                  <th scope="row">{PARTS[what]}</th>
                  <td className="number">{formatCount(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!heldComplete && <p className="hint">There is more than this: counting stopped before the end.</p>}
      <div className="buttons">{children}</div>
    </section>
  );
}
