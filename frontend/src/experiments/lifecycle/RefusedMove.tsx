import { Link } from "react-router";
import type { ProblemError } from "../../api/problem.ts";
import { formatInstant } from "../../format/date.ts";
import { Alert } from "../../page/Alert.tsx";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { currentExperiment, experimentAddress, type Experiment, type Move } from "../experiment.ts";
import { sectionOfField } from "../page/settingSections.ts";
import { MOVE_NAMES, STATUS_NAMES } from "../words.ts";

interface RefusedMoveProps {
  readonly experimentKey: string;
  readonly problem: ProblemError;
  /** Fields whose messages are shown beside them, and so not here. */
  readonly except?: readonly string[];
  /** Shows the experiment as the server holds it now; without one, it has to be read again. */
  readonly onReload: (current: Experiment | null) => void;
}

/** Why something was not done: somebody else was first, its status does not allow it, or something is missing. */
export function RefusedMove({ experimentKey, problem, except = [], onReload }: RefusedMoveProps) {
  const current = currentExperiment(problem);
  const isIllegal = problem.status === 409 && !problem.isStale && problem.type?.endsWith("/illegal-move");
  const missing = problem.fieldErrors.filter(({ field }) => !except.includes(field));
  if (problem.isStale || isIllegal || problem.allowed.length > 0) {
    return (
      <Alert>
        <strong>
          {problem.isStale ? "Not done: somebody else has changed this experiment meanwhile." : problem.message}
        </strong>
        {!problem.isStale && problem.detail !== problem.message && <div>{problem.detail}</div>}
        {current && (
          <div>
            It is now {STATUS_NAMES[current.status].toLowerCase()} (version {current.version},{" "}
            {formatInstant(current.updatedAt)}).
          </div>
        )}
        {!problem.isStale && <div>{allowedInWords(problem.allowed)}</div>}
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
  if (missing.length === 0) return problem.fieldErrors.length > 0 ? null : <ProblemAlert error={problem} />;
  return (
    <Alert>
      <strong>{problem.message}</strong>
      <ul>
        {missing.map(({ field, message }) => {
          const section = sectionOfField(field);
          return (
            <li key={`${field} ${message}`}>
              <Link to={experimentAddress(experimentKey, section.path)}>{section.title}</Link>: {message}
            </li>
          );
        })}
      </ul>
    </Alert>
  );
}

function allowedInWords(allowed: readonly string[]): string {
  if (allowed.length === 0) return "Its status cannot change any more.";
  return `What can be done with it now: ${allowed.map((move) => MOVE_NAMES[move as Move]).join(", ")}.`;
}
