import { useState } from "react";
import { sameJson } from "../../api/json.ts";
import { asProblem } from "../../api/problem.ts";
import { messageAt } from "../../draft/settingError.ts";
import { withFields } from "../../page/forms.ts";
import { MistakesContext } from "../../page/mistakes.ts";
import { Modal } from "../../page/Modal.tsx";
import { SelectField } from "../../page/SelectField.tsx";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { TextArea } from "../../page/TextArea.tsx";
import { useMistakes } from "../../page/useMistakes.ts";
import type { NewPhase, Treatment } from "../experiment.ts";
import { RefusedMove } from "../lifecycle/RefusedMove.tsx";
import type { SectionProps } from "../page/sections.ts";
import { usePhaseOpening, usePhasePreview } from "../useExperimentChanges.ts";
import { VariantList } from "../variants/VariantList.tsx";
import { TREATMENT_NAMES } from "../words.ts";
import { PhaseOutlook } from "./PhaseOutlook.tsx";

interface PhaseFormProps extends SectionProps {
  readonly onClose: () => void;
}

const BESIDE = /^(variants|treatment|reason)\b/;

/** What a new phase begins with; it is opened only after a look at what it does to users. */
export function PhaseForm({ draft, onNews, onClose }: PhaseFormProps) {
  const experiment = draft.saved;
  const preview = usePhasePreview(experiment);
  const opening = usePhaseOpening(experiment, (saved) => {
    // What is not saved yet goes on from there, unless somebody else changed it before.
    if (draft.base.version === experiment.version) draft.rebase(saved);
    onClose();
    onNews(`Opened phase ${saved.phases.length}.`);
  });
  const [variants, setVariants] = useState<NewPhase["variants"]>(experiment.variants);
  const [treatment, setTreatment] = useState<Treatment>("keep");
  const [reason, setReason] = useState("");
  const { mistakes, tell } = useMistakes();
  const phase: NewPhase = { variants, treatment, reason };
  // A preview is good for what it was made of, and for nothing that was changed since.
  const isSeen = preview.data !== undefined && sameJson(preview.variables, phase);
  const error = opening.error ?? preview.error;
  const problem = error && asProblem(error);
  const errors = problem?.fieldErrors ?? [];
  const submit = () => {
    if (mistakes.length > 0) return;
    opening.reset();
    if (isSeen) opening.mutate(phase);
    else preview.mutate(phase);
  };
  return (
    <Modal
      title={
        <>
          New phase of <code>{experiment.key}</code>
        </>
      }
      onClose={onClose}
    >
      <MistakesContext value={tell}>
        <form className="modal-form" aria-label="New phase" onSubmit={withFields(submit)}>
          <p className="hint">
            A phase has a split of its own and is counted apart from the others, so that users of different splits are
            never mixed. The fewest users possible change hands. Variants that users have stay; a weight of 0 gives one
            to nobody new.
          </p>
          <VariantList
            variants={variants}
            errors={errors}
            inUse={experiment.variants.length}
            onVariants={setVariants}
          />
          <SelectField
            label="Users who are enrolled already"
            hint="Kept, nobody sees a change, and the new phase counts new users only. Drawn anew, the new phase counts everybody, but those who change hands have seen two variants."
            value={treatment}
            choices={TREATMENT_NAMES}
            error={messageAt(errors, "treatment")}
            onChoose={setTreatment}
          />
          <TextArea
            label="Reason"
            required
            rows={2}
            maxLength={2000}
            hint="For whoever reads the result later."
            value={reason}
            error={messageAt(errors, "reason")}
            onText={setReason}
          />
          {isSeen && <PhaseOutlook preview={preview.data} />}
          {problem && (
            <RefusedMove
              experimentKey={experiment.key}
              problem={problem}
              except={errors.map(({ field }) => field).filter((field) => BESIDE.test(field))}
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
            <SubmitButton busy={preview.isPending || opening.isPending}>
              {isSeen ? "Open the phase" : "Show what it does"}
            </SubmitButton>
          </div>
        </form>
      </MistakesContext>
    </Modal>
  );
}
