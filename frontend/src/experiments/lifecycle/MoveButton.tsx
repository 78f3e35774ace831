import type { ReactNode } from "react";
import { asProblem } from "../../api/problem.ts";
import { ConfirmDialog } from "../../page/ConfirmDialog.tsx";
import type { Experiment, Move } from "../experiment.ts";
import type { SectionProps } from "../page/sections.ts";
import { splitInWords } from "../shares.ts";
import { useMove } from "../useExperimentChanges.ts";
import { MOVE_NAMES } from "../words.ts";
import { RefusedMove } from "./RefusedMove.tsx";

type SimpleMove = Exclude<Move, "complete">;

interface MoveButtonProps extends SectionProps {
  readonly move: SimpleMove;
}

const DONE: Record<SimpleMove, string> = { start: "Started", pause: "Paused", resume: "Resumed" };

/** Starts, pauses or resumes the experiment, once the admin has read what that does. */
export function MoveButton({ move, draft, onNews }: MoveButtonProps) {
  const experiment = draft.saved;
  const moving = useMove(experiment, (saved) => {
    // What is not saved yet goes on from there, unless somebody else changed it before.
    if (draft.base.version === experiment.version) draft.rebase(saved);
    onNews(`${DONE[move]} ${saved.key}.`);
  });
  const name = MOVE_NAMES[move];
  // A start fixes the plan: what is not saved would be left out of it for good.
  const waits = move === "start" && draft.changed.length > 0;
  return (
    <ConfirmDialog
      opener={name}
      title={
        <>
          {name} <code>{experiment.key}</code>?
        </>
      }
      yes={`${name} the experiment`}
      busy={moving.isPending || waits}
      onOpen={() => {
        moving.reset();
      }}
      onYes={() => {
        // The dialog goes with the button, which the new status has no use for.
        moving.mutate(move);
      }}
    >
      {CONSEQUENCES[move](experiment)}
      {waits && <p className="field-error">There are unsaved changes. Save or discard them first.</p>}
      {moving.error && (
        <RefusedMove
          experimentKey={experiment.key}
          problem={asProblem(moving.error)}
          onReload={(current) => {
            draft.rebase(current);
            moving.reset();
          }}
        />
      )}
    </ConfirmDialog>
  );
}

const CONSEQUENCES: Record<SimpleMove, (experiment: Experiment) => ReactNode> = {
  start: ({ variants, trafficPercentage }) => (
    <>
      <p>
        From now on, {trafficPercentage} % of the targeted users enrol when they first ask, split{" "}
        {splitInWords(variants)}, and what they do is counted.
      </p>
      <p>
        Variants, targeting, metrics and the plan are fixed by that, so that the result stays sound. Traffic can still
        grow, the last day can move, and a new phase can change the weights.
      </p>
    </>
  ),
  pause: () => (
    <p>
      Enrolled users keep their variant, so that nobody sees a change. Nobody new enrols, and nothing is counted until
      it is resumed: what users do meanwhile stays out of the result.
    </p>
  ),
  resume: () => (
    <p>
      It goes on where it was: users keep their variants, new ones enrol again, and what they do counts from now on.
    </p>
  ),
};
