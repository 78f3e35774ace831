import { Link } from "react-router";
import { flagAddress } from "../flag.ts";
import { valueInWords } from "../values/valueType.ts";
import type { ExplainedCheck } from "./explanation.ts";

/** What the flags that a prerequisite names are worth to the user. */
export function RequiredFlags({ checks }: { checks: readonly ExplainedCheck[] }) {
  return (
    <ul className="checks">
      {checks.map(({ flag, actual, message }) => (
        <li key={flag ?? message}>
          {flag ? (
            <>
              <Link to={flagAddress(flag, "test")}>{flag}</Link> is worth <code>{valueInWords(actual)}</code> to this
              user.
            </>
          ) : (
            message
          )}
        </li>
      ))}
    </ul>
  );
}
