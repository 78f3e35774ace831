import { useState } from "react";
import { asProblem, type FieldError } from "../../api/problem.ts";
import { messageAt } from "../../draft/settingError.ts";
import { textOf, withFields } from "../../page/forms.ts";
import { MistakesContext } from "../../page/mistakes.ts";
import { Modal } from "../../page/Modal.tsx";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { TextArea } from "../../page/TextArea.tsx";
import { TextField } from "../../page/TextField.tsx";
import { useMistakes } from "../../page/useMistakes.ts";
import type { Experiment, VariantSettings } from "../experiment.ts";
import { useExperimentCreation } from "../useExperimentChanges.ts";
import { VariantList } from "../variants/VariantList.tsx";

interface CreateExperimentProps {
  readonly onClose: () => void;
  readonly onCreated: (experiment: Experiment) => void;
}

const FIRST_VARIANTS: readonly VariantSettings[] = [
  { id: "control", name: "Control", description: "", weight: 50, value: null },
  { id: "treatment", name: "Treatment", description: "", weight: 50, value: null },
];

const NO_ERRORS: readonly FieldError[] = [];

/** The form for a new experiment; what the server refuses of it is said beside the field. */
export function CreateExperiment({ onClose, onCreated }: CreateExperimentProps) {
  const creation = useExperimentCreation();
  const [variants, setVariants] = useState(FIRST_VARIANTS);
  const [hypothesis, setHypothesis] = useState("");
  const { mistakes, tell } = useMistakes();
  const problem = creation.error && asProblem(creation.error);
  const errors = problem?.fieldErrors ?? NO_ERRORS;
  const beside = errors.map(({ field }) => field).filter((field) => /^(key|name|hypothesis|variants)\b/.test(field));
  const submit = (fields: FormData) => {
    if (mistakes.length > 0) return;
    const made = { key: textOf(fields, "key"), name: textOf(fields, "name"), hypothesis, variants };
    creation.mutate(made, { onSuccess: onCreated });
  };
  return (
    <Modal title="New experiment" onClose={onClose}>
      <MistakesContext value={tell}>
        <form className="modal-form" aria-label="New experiment" onSubmit={withFields(submit)}>
          <p className="hint">
            It begins as a draft that nobody sees: metrics, targeting and traffic are set on its page before it starts.
          </p>
          {problem && !problem.isOnlyAbout(beside) && <ProblemAlert error={problem} except={beside} />}
          <TextField
            label="Key"
            name="key"
            required
            maxLength={100}
            pattern="[a-zA-Z0-9][a-zA-Z0-9_.\-]*"
            hint="How code asks for it. Letters, digits, “_”, “.” and “-”; no flag may have the same. It cannot be changed later."
            autoComplete="off"
            spellCheck={false}
            error={messageAt(errors, "key")}
          />
          <TextField label="Name" name="name" required maxLength={200} error={messageAt(errors, "name")} />
          <TextArea
            label="Hypothesis"
            rows={2}
            hint="What will change for whom, by how much, and why: “A shorter form lets 10 % more visitors sign up, since half of them leave at the address.” Written down before, it keeps one from explaining any result afterwards."
            value={hypothesis}
            error={messageAt(errors, "hypothesis")}
            onText={setHypothesis}
          />
          <VariantList variants={variants} errors={errors} onVariants={setVariants} />
          <div className="actions">
            <button type="button" onClick={onClose}>
              Cancel
            </button>
            <SubmitButton busy={creation.isPending}>Create the draft</SubmitButton>
          </div>
        </form>
      </MistakesContext>
    </Modal>
  );
}
