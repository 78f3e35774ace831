import { useState } from "react";
import { asProblem } from "../../api/problem.ts";
import { messageAt } from "../../draft/settingError.ts";
import { CheckField } from "../../page/CheckField.tsx";
import { withFields } from "../../page/forms.ts";
import { Modal } from "../../page/Modal.tsx";
import { SelectField } from "../../page/SelectField.tsx";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { TextArea } from "../../page/TextArea.tsx";
import type { SectionProps } from "../page/sections.ts";
import { useCompletion } from "../useExperimentChanges.ts";
import { FlagField } from "./FlagField.tsx";
import { RefusedMove } from "./RefusedMove.tsx";

interface CompletionFormProps extends SectionProps {
  readonly onClose: () => void;
}

const NO_WINNER = "";
const BESIDE = ["winner", "reason", "rollOut", "rollOut.flag"];

/** What an admin says when an experiment ends: who won, why, and whether everybody gets the winner. */
export function CompletionForm({ draft, onNews, onClose }: CompletionFormProps) {
  const experiment = draft.saved;
  const completion = useCompletion(experiment, (saved) => {
    draft.discard();
    onClose();
    onNews(`Completed ${saved.key}: ${saved.conclusion?.winner ?? "no winner"}.`);
  });
  const [winner, setWinner] = useState(NO_WINNER);
  const [reason, setReason] = useState("");
  const [rollsOut, setRollsOut] = useState(false);
  const [flag, setFlag] = useState("");
  const problem = completion.error && asProblem(completion.error);
  const errors = problem?.fieldErrors ?? [];
  const choices = Object.fromEntries([
    [NO_WINNER, "No winner"],
    ...experiment.variants.map(({ id, name }, index) => [id, `${name}${index === 0 ? " (control)" : ""}`] as const),
  ]);
  const complete = () => {
    const target = rollsOut && winner !== NO_WINNER ? { rollOut: { flag } } : {};
    completion.mutate({ winner: winner === NO_WINNER ? null : winner, reason, ...target });
  };
  return (
    <Modal
      title={
        <>
          Complete <code>{experiment.key}</code>?
        </>
      }
      onClose={onClose}
    >
      <form className="modal-form" aria-label="Complete the experiment" onSubmit={withFields(complete)}>
        <p>
          It ends for good: nobody enrols any more, and the result is frozen as it is now. Whoever asks from then on
          gets the winner, or nothing if there is none.
        </p>
        <SelectField
          label="Winner"
          hint="What the result’s decision advises, or what you decide: the reason says which. No winner is a result, too."
          value={winner}
          choices={choices}
          error={messageAt(errors, "winner")}
          onChoose={setWinner}
        />
        <TextArea
          label="Reason"
          required
          rows={3}
          maxLength={2000}
          hint="For whoever reads of it in a year: what was found, and why that was enough."
          value={reason}
          error={messageAt(errors, "reason")}
          onText={setReason}
        />
        {winner !== NO_WINNER && (
          <CheckField
            label="Roll the winner out to a flag"
            hint="The flag then serves the winner’s value to everybody. It is made if there is none."
            checked={rollsOut}
            onCheck={setRollsOut}
          />
        )}
        {winner !== NO_WINNER && rollsOut && (
          <FlagField value={flag} error={messageAt(errors, "rollOut")} onFlag={setFlag} />
        )}
        {draft.changed.length > 0 && <p className="field-error">Your unsaved changes will be lost.</p>}
        {problem && (
          <RefusedMove
            experimentKey={experiment.key}
            problem={problem}
            except={BESIDE}
            onReload={(current) => {
              draft.rebase(current);
              onClose();
            }}
          />
        )}
        <div className="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <SubmitButton busy={completion.isPending}>Complete the experiment</SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
