import type { ProblemError } from "../../api/problem.ts";
import { formatInstant } from "../../format/date.ts";
import { Alert } from "../../page/Alert.tsx";
import { Changes } from "../history/Changes.tsx";
import { changesBetween } from "../history/changes.ts";
import { currentFlag } from "../flag.ts";
import { fieldName } from "../words.ts";
import type { FlagDraft } from "./useFlagDraft.ts";

/** What somebody else saved since the changes began, and the choice between both. */
export function SaveConflict({ draft, problem }: { draft: FlagDraft; problem: ProblemError }) {
  const current = currentFlag(problem);
  const theirs = current ? changesBetween(draft.base, current) : [];
  const both = theirs.filter(({ field }) => draft.changed.some((name) => name === field));
  return (
    <Alert>
      <strong>Not saved: somebody else has changed this flag meanwhile.</strong>
      {current && (
        <>
          <div>
            Version {current.version} was saved by {current.updatedBy}, {formatInstant(current.updatedAt)}:
          </div>
          <Changes changes={theirs} />
        </>
      )}
      {both.length > 0 && <div>You both changed: {both.map(({ field }) => fieldName(field)).join(", ")}.</div>}
      <div className="buttons">
        <button
          type="button"
          onClick={() => {
            draft.rebase(current);
          }}
        >
          Keep my changes on top
        </button>
        <button
          type="button"
          onClick={() => {
            draft.rebase(current);
            draft.discard();
          }}
        >
          Show the current state
        </button>
      </div>
    </Alert>
  );
}
