import type { FieldError, ProblemError } from "../api/problem.ts";

/** A thing that is changed version by version. */
export interface Versioned {
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

/** A thing with changes that are not saved yet. */
export interface Draft<Thing extends Versioned, Settings> {
  /** The thing as it is. */
  readonly saved: Thing;
  /** The thing as it was when the changes began; a save is based on that. */
  readonly base: Thing;
  readonly edit: Partial<Settings>;
  readonly changed: readonly (keyof Settings & string)[];
  readonly isSaving: boolean;
  /** Why the last save was refused. */
  readonly problem: ProblemError | null;
  /** With a refusal of a stale version: what the server holds now. */
  readonly current: Thing | null;
  readonly set: (changes: Partial<Settings>) => void;
  readonly discard: () => void;
  readonly save: (onSaved: (thing: Thing) => void) => void;
  /** Goes on from a newer state of the thing, with the same changes on top. */
  readonly rebase: (current: Thing | null) => void;
  /** What the server said about a setting, as long as it stands as it was sent. */
  readonly errorsFor: (setting: keyof Settings & string) => readonly FieldError[];
}
