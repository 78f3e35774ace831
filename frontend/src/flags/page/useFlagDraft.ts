import { useState } from "react";
import { sameJson } from "../../api/json.ts";
import { asProblem, type FieldError, type ProblemError } from "../../api/problem.ts";
import type { Flag, FlagEdit, FlagSettings } from "../flag.ts";
import { useFlagEdit } from "../useFlagChanges.ts";
import { useReload } from "../useReload.ts";

export type SettingName = keyof FlagSettings;

/** A flag with changes that are not saved yet. */
export interface FlagDraft {
  /** The flag as it will be. */
  readonly flag: Flag;
  /** The flag as it is. */
  readonly saved: Flag;
  /** The flag as it was when the changes began; a save is based on that. */
  readonly base: Flag;
  readonly edit: FlagEdit;
  readonly changed: readonly SettingName[];
  readonly isSaving: boolean;
  /** Why the last save was refused. */
  readonly problem: ProblemError | null;
  readonly set: (changes: FlagEdit) => void;
  readonly discard: () => void;
  readonly save: (onSaved: (flag: Flag) => void) => void;
  /** Goes on from a newer state of the flag, with the same changes on top. */
  readonly rebase: (current: Flag | null) => void;
  /** What the server said about a setting, as long as it stands as it was sent. */
  readonly errorsFor: (setting: SettingName) => readonly FieldError[];
}

interface Unsaved {
  readonly base: Flag;
  readonly edit: FlagEdit;
}

/** Collects the changes of a flag's page until they are saved together, based on the version that they began with. */
export function useFlagDraft(flag: Flag): FlagDraft {
  const [unsaved, setUnsaved] = useState<Unsaved | null>(null);
  const { base, edit } = unsaved ?? { base: flag, edit: {} };
  const saving = useFlagEdit(base);
  const reload = useReload();
  const problem = saving.error && asProblem(saving.error);
  const sent = saving.variables ?? {};

  const keep = (nextBase: Flag, next: FlagEdit) => {
    setUnsaved(Object.keys(next).length > 0 ? { base: nextBase, edit: next } : null);
  };
  return {
    flag: { ...flag, ...edit },
    saved: flag,
    base,
    edit,
    changed: namesIn(edit),
    isSaving: saving.isPending,
    problem,
    set(changes) {
      keep(base, differing({ ...edit, ...changes }, base));
    },
    discard() {
      saving.reset();
      setUnsaved(null);
    },
    save(onSaved) {
      saving.mutate(edit, {
        onSuccess(saved) {
          // What was changed while the server answered is still to be saved.
          setUnsaved((now) => {
            const rest = now ? pick(now.edit, (name) => now.edit[name] !== edit[name]) : {};
            return Object.keys(rest).length > 0 ? { base: saved, edit: rest } : null;
          });
          onSaved(saved);
        },
      });
    },
    rebase(current) {
      saving.reset();
      reload(current);
      if (current) keep(current, differing(edit, current));
    },
    errorsFor: (setting) => (edit[setting] === sent[setting] ? (problem?.errorsWithin(setting) ?? []) : []),
  };
}

function differing(edit: FlagEdit, from: Flag): FlagEdit {
  return pick(edit, (name) => !sameJson(edit[name], from[name]));
}

function pick(edit: FlagEdit, fits: (name: SettingName) => boolean): FlagEdit {
  return Object.fromEntries(Object.entries(edit).filter(([name]) => fits(name as SettingName)));
}

function namesIn(edit: FlagEdit): SettingName[] {
  return Object.keys(edit) as SettingName[];
}
