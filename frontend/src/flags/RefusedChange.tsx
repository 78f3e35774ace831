import { Link } from "react-router";
import type { ProblemError } from "../api/problem.ts";
import { formatInstant } from "../format/date.ts";
import { Alert } from "../page/Alert.tsx";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { currentFlag, flagAddress, stateInWords, type Flag } from "./flag.ts";

interface RefusedChangeProps {
  readonly problem: ProblemError;
  /** Shows the flag as the server holds it now; without one, the list has to be read again. */
  readonly onReload: (current: Flag | null) => void;
}

/** Why a change was not saved; when somebody else was first, what they left behind. */
export function RefusedChange({ problem, onReload }: RefusedChangeProps) {
  const current = currentFlag(problem);
  if (problem.requiredBy.length > 0) return <StillRequired problem={problem} />;
  if (!problem.isStale) return <ProblemAlert error={problem} />;
  return (
    <Alert>
      <strong>Not saved: somebody else has changed this flag meanwhile.</strong>{" "}
      {current &&
        `It is now ${stateInWords(current)} (version ${current.version}, ${formatInstant(current.updatedAt)}).`}{" "}
      <button
        type="button"
        onClick={() => {
          onReload(current);
        }}
      >
        Show the current state
      </button>
    </Alert>
  );
}

/** Which flags have this one as a prerequisite, and so must let go of it first. */
function StillRequired({ problem }: { problem: ProblemError }) {
  return (
    <Alert>
      <strong>Other flags require this one.</strong> Take it out of their prerequisites first:
      <ul>
        {problem.requiredBy.map((key) => (
          <li key={key}>
            <Link to={flagAddress(key, "targeting")}>{key}</Link>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
