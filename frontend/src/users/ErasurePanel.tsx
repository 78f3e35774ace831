import { Link } from "react-router";
import { Actor } from "../audit/Actor.tsx";
import { experimentAddress } from "../experiments/experiment.ts";
import { flagAddress } from "../flags/flag.ts";
import { formatInstant } from "../format/date.ts";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { ErasureTable } from "./ErasureTable.tsx";
import { STEP_COUNT, stepInWords, stepsDone, type Erasure } from "./user.ts";
import { useErasure } from "./useErasure.ts";
import "../flags/statistics/statistics.css";

interface ErasurePanelProps {
  readonly userId: string;
  /** As it was when the user was looked up. */
  readonly known: Erasure;
}

/** How far an erasure is, and its receipt once it is done. */
export function ErasurePanel({ userId, known }: ErasurePanelProps) {
  const { erasure, error, refetch } = useErasure(userId, known);
  const isDone = erasure.state === "done";
  return (
    <section className="panel" aria-labelledby="erasure-title">
      <h4 id="erasure-title">{isDone ? "This user was erased" : "This user is being erased"}</h4>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!isDone && <Progress erasure={erasure} />}
      <Origin erasure={erasure} />
      <ErasureTable erasure={erasure} />
      <Mentions mentions={erasure.mentions} />
      <ul className="hint">
        {erasure.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}

function Progress({ erasure }: { erasure: Erasure }) {
  const done = stepsDone(erasure);
  return (
    <>
      <progress aria-label="Steps of the erasure" max={STEP_COUNT} value={done} />
      <p role="status">
        Step {done + 1} of {STEP_COUNT}: {stepInWords(erasure)}
        {erasure.waitsUntil && <>; goes on at {formatInstant(erasure.waitsUntil)}</>}.
        {erasure.rounds > 1 && ` Something was found again, so this is round ${erasure.rounds}.`}
      </p>
    </>
  );
}

function Origin({ erasure: { erasureId, requestedBy, requestedAt, finishedAt } }: { erasure: Erasure }) {
  return (
    <p className="hint">
      Asked for by <Actor id={requestedBy} /> at <time dateTime={requestedAt}>{formatInstant(requestedAt)}</time>
      {finishedAt && (
        <>
          , done at <time dateTime={finishedAt}>{formatInstant(finishedAt)}</time>
        </>
      )}
      . Receipt <code>{erasureId}</code>, the SHA-256 of the id.
    </p>
  );
}

/** Lists that name the user were written by people, who have to edit them. */
function Mentions({ mentions }: { mentions: Erasure["mentions"] }) {
  if (mentions.length === 0) return null;
  return (
    <>
      <p>These still name the user, and are for you to edit:</p>
      <ul>
        {mentions.map(({ kind, key, fields }) => (
          <li key={`${kind} ${key}`}>
            {kind} <Link to={kind === "flag" ? flagAddress(key) : experimentAddress(key)}>{key}</Link>:{" "}
            {fields.join(", ")}
          </li>
        ))}
      </ul>
    </>
  );
}
