import { asProblem } from "../api/problem.ts";
import { Alert } from "./Alert.tsx";

interface ProblemAlertProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** Fields whose messages are shown beside them, and so not here. */
  readonly except?: readonly string[];
}

/** Shows why the API refused a request, with the id under which its logs hold it. */
export function ProblemAlert({ error, onRetry, except = [] }: ProblemAlertProps) {
  const problem = asProblem(error);
  const others = problem.fieldErrors.filter(({ field }) => !except.includes(field));
  return (
    <Alert {...(onRetry && { onRetry })}>
      <strong>{problem.message}</strong>
      {problem.detail !== problem.message && <div>{problem.detail}</div>}
      {others.length > 0 && (
        <ul>
          {others.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field}: {message}
            </li>
          ))}
        </ul>
      )}
      {problem.requestId && <small className="hint">Request {problem.requestId}</small>}
    </Alert>
  );
}
