import { changesBetween } from "../changes/changes.ts";
import { Changes } from "../changes/Changes.tsx";
import { formatInstant } from "../format/date.ts";
import { Alert } from "../page/Alert.tsx";
import type { Draft, Versioned } from "./draft.ts";

interface SaveConflictProps<Thing extends Versioned, Settings> {
  readonly draft: Draft<Thing, Settings>;
  /** What the thing is, such as “flag”. */
  readonly noun: string;
  /** What people call a setting. */
  readonly nameOf: (field: string) => string;
}

/** What somebody else saved since the changes began, and the choice between both. */
export function SaveConflict<Thing extends Versioned, Settings>(props: SaveConflictProps<Thing, Settings>) {
  const { draft, noun, nameOf } = props;
  const { current } = draft;
  const theirs = current ? changesBetween(draft.base, current) : [];
  const both = theirs.filter(({ field }) => draft.changed.some((name) => name === field));
  return (
    <Alert>
      <strong>Not saved: somebody else has changed this {noun} meanwhile.</strong>
      {current && (
        <>
          <div>
            Version {current.version} was saved by {current.updatedBy}, {formatInstant(current.updatedAt)}:
          </div>
          <Changes changes={theirs} nameOf={nameOf} />
        </>
      )}
      {both.length > 0 && <div>You both changed: {both.map(({ field }) => nameOf(field)).join(", ")}.</div>}
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
