import { Alert } from "../../page/Alert.tsx";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { fieldName } from "../words.ts";
import { SaveConflict } from "./SaveConflict.tsx";
import type { FlagDraft } from "./useFlagDraft.ts";

interface SaveBarProps {
  readonly draft: FlagDraft;
  /** What is wrong with controls that nothing can be made of. */
  readonly mistakes: readonly string[];
  readonly onNews: (news: string) => void;
}

/** Says what is not saved yet, saves it in one step or throws it away. */
export function SaveBar({ draft, mistakes, onNews }: SaveBarProps) {
  const { changed, problem, isSaving } = draft;
  if (changed.length === 0 && mistakes.length === 0) return null;
  return (
    <div className="save-bar" role="region" aria-label="Unsaved changes">
      {problem &&
        (problem.isStale ? <SaveConflict draft={draft} problem={problem} /> : <ProblemAlert error={problem} />)}
      {mistakes.length > 0 && <Alert>To be put right before saving: {[...new Set(mistakes)].join(" ")}</Alert>}
      <div className="buttons">
        <span>Not saved: {changed.map(fieldName).join(", ") || "nothing yet"}</span>
        <button
          type="button"
          disabled={isSaving || changed.length === 0}
          onClick={() => {
            draft.discard();
          }}
        >
          Discard
        </button>
        <button
          type="button"
          className="primary"
          aria-busy={isSaving}
          disabled={isSaving || mistakes.length > 0 || changed.length === 0}
          onClick={() => {
            draft.save((saved) => {
              onNews(`Saved version ${saved.version}.`);
            });
          }}
        >
          Save changes
        </button>
      </div>
    </div>
  );
}
