import { Alert } from "../page/Alert.tsx";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import type { Draft, Versioned } from "./draft.ts";
import { SaveConflict } from "./SaveConflict.tsx";

interface SaveBarProps<Thing extends Versioned, Settings> {
  readonly draft: Draft<Thing, Settings>;
  /** What the thing is, such as “flag”. */
  readonly noun: string;
  /** What people call a setting. */
  readonly nameOf: (field: string) => string;
  /** What is wrong with controls that nothing can be made of. */
  readonly mistakes: readonly string[];
  readonly onNews: (news: string) => void;
}

/** Says what is not saved yet, saves it in one step or throws it away. */
export function SaveBar<Thing extends Versioned, Settings>(props: SaveBarProps<Thing, Settings>) {
  const { draft, noun, nameOf, mistakes, onNews } = props;
  const { changed, problem, isSaving } = draft;
  if (changed.length === 0 && mistakes.length === 0) return null;
  return (
    <div className="save-bar" role="region" aria-label="Unsaved changes">
      {problem &&
        (problem.isStale ? (
          <SaveConflict draft={draft} noun={noun} nameOf={nameOf} />
        ) : (
          <ProblemAlert error={problem} />
        ))}
      {mistakes.length > 0 && <Alert>To be put right before saving: {[...new Set(mistakes)].join(" ")}</Alert>}
      <div className="buttons">
        <span>Not saved: {changed.map(nameOf).join(", ") || "nothing yet"}</span>
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
