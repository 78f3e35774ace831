import { useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { sameJson } from "../api/json.ts";
import { asProblem, type ProblemError } from "../api/problem.ts";
import type { Draft, Versioned } from "./draft.ts";

interface Saving<Thing, Settings> {
  /** Saves changes of a thing as it was read. */
  readonly save: (base: Thing, edit: Partial<Settings>) => Promise<Thing>;
  /** Shows a newer state of the thing wherever it is shown; without one, it has to be read again. */
  readonly show: (current: Thing | null) => void;
  /** What the server holds now, as its refusal of a stale version says. */
  readonly currentIn: (problem: ProblemError) => Thing | null;
}

interface Unsaved<Thing, Settings> {
  readonly base: Thing;
  readonly edit: Partial<Settings>;
}

/** Collects the changes of a thing's page until they are saved together, based on the version that they began with. */
export function useDraft<Thing extends Versioned & Settings, Settings extends object>(
  thing: Thing,
  { save, show, currentIn }: Saving<Thing, Settings>,
): Draft<Thing, Settings> {
  const [unsaved, setUnsaved] = useState<Unsaved<Thing, Settings> | null>(null);
  const { base, edit }: Unsaved<Thing, Settings> = unsaved ?? { base: thing, edit: {} };
  const saving = useMutation({
    mutationFn: (sent: Unsaved<Thing, Settings>) => save(sent.base, sent.edit),
    onSuccess: show,
  });
  const problem = saving.error && asProblem(saving.error);
  const sent: Partial<Settings> = saving.variables?.edit ?? {};

  const keep = (nextBase: Thing, next: Partial<Settings>) => {
    setUnsaved(Object.keys(next).length > 0 ? { base: nextBase, edit: next } : null);
  };
  return {
    saved: thing,
    base,
    edit,
    changed: namesIn(edit),
    isSaving: saving.isPending,
    problem,
    current: problem && currentIn(problem),
    set(changes) {
      keep(base, differing({ ...edit, ...changes }, base));
    },
    discard() {
      saving.reset();
      setUnsaved(null);
    },
    save(onSaved) {
      saving.mutate(
        { base, edit },
        {
          onSuccess(saved) {
            // What was changed while the server answered is still to be saved.
            setUnsaved((now) => {
              const rest = now ? pick(now.edit, (name) => now.edit[name] !== edit[name]) : {};
              return Object.keys(rest).length > 0 ? { base: saved, edit: rest } : null;
            });
            onSaved(saved);
          },
        },
      );
    },
    rebase(current) {
      saving.reset();
      show(current);
      if (current) keep(current, differing(edit, current));
    },
    errorsFor: (setting) => (edit[setting] === sent[setting] ? (problem?.errorsWithin(setting) ?? []) : []),
  };
}

function differing<Settings extends object>(edit: Partial<Settings>, from: Settings): Partial<Settings> {
  return pick(edit, (name) => !sameJson(edit[name], from[name]));
}

function pick<Edit extends object>(edit: Edit, fits: (name: keyof Edit) => boolean): Edit {
  return Object.fromEntries(Object.entries(edit).filter(([name]) => fits(name as keyof Edit))) as Edit;
}

function namesIn<Settings extends object>(edit: Partial<Settings>): (keyof Settings & string)[] {
  return Object.keys(edit) as (keyof Settings & string)[];
}
