import { useId } from "react";
import { formatInstant } from "../../format/date.ts";
import { formatCount, formatRatio } from "../../format/number.ts";
import { labelOf } from "./series.ts";
import type { Coverage, UserShare } from "./statistics.ts";

/** For how many known users, in number and per cent and by role, each value would be served now. */
export function CoveragePanel({ coverage }: { coverage: Coverage }) {
  const progressId = useId();
  const { complete, progress, users, byValue, asOf } = coverage;
  const roles = Object.keys(users.byRole).sort();
  return (
    <section className="panel" aria-labelledby="coverage-title">
      <h4 id="coverage-title">Coverage</h4>
      <p className="hint">
        What each of the known users would be served now, by the role of their first registration. A rule that looks at
        something that only the app knows, such as its version, counts as not fitting. Begun {formatInstant(asOf)}.
      </p>
      {!complete && (
        <div className="field">
          <label htmlFor={progressId}>
            {formatCount(users.total)} users gone through so far, about {formatRatio(progress)}
          </label>
          <progress id={progressId} max={1} value={progress} />
        </div>
      )}
      {byValue.length === 0 ? (
        <p className="empty">{complete ? "No user is known yet, or the flag is archived." : "Counting…"}</p>
      ) : (
        <div className="scroll">
          <table>
            <caption>Users by value{complete ? "" : ", so far"}</caption>
            <thead>
              <tr>
                <th scope="col">Value</th>
                <th scope="col" className="number">
                  All ({formatCount(users.total)})
                </th>
                {roles.map((role) => (
                  <th key={role} scope="col" className="number">
                    {role} ({formatCount(users.byRole[role] ?? 0)})
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {byValue.map((covered) => (
                <tr key={labelOf(covered)} data-covered={labelOf(covered)}>
                  <th scope="row">
                    <code>{labelOf(covered)}</code>
                  </th>
                  <Share share={covered} />
                  {roles.map((role) => (
                    <Share key={role} share={covered.byRole[role]} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Share({ share }: { share: UserShare | undefined }) {
  const { users, percentage } = share ?? { users: 0, percentage: 0 };
  return (
    <td className="number">
      {formatCount(users)} <span className="hint">({formatRatio(percentage / 100)})</span>
    </td>
  );
}
