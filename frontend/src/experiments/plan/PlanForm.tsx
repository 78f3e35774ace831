import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/ApiContext.ts";
import { asProblem } from "../../api/problem.ts";
import { MistakesContext } from "../../page/mistakes.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { useMistakes } from "../../page/useMistakes.ts";
import type { Experiment } from "../experiment.ts";
import { draftFor, questionOf, type PlanDraft, type PlanQuestion } from "./plan.ts";
import { planExperiment } from "./planApi.ts";
import { PlanFields, PLANNED_FIELDS } from "./PlanFields.tsx";
import { PlanOutcome } from "./PlanOutcome.tsx";

interface PlanFormProps {
  readonly experiment: Experiment | undefined;
  readonly onClose: () => void;
}

/** Asks what is known beforehand, and shows what it takes to find the effect. */
export function PlanForm({ experiment, onClose }: PlanFormProps) {
  const api = useApi();
  const [draft, setDraft] = useState<PlanDraft>(() => draftFor(experiment));
  const { mistakes, tell } = useMistakes();
  const planning = useMutation({ mutationFn: (question: PlanQuestion) => planExperiment(api, question) });
  const problem = planning.error && asProblem(planning.error);
  return (
    <MistakesContext value={tell}>
      <form
        className="size-plan"
        onSubmit={(event) => {
          event.preventDefault();
          if (mistakes.length === 0) planning.mutate(questionOf(draft));
        }}
      >
        <PlanFields draft={draft} problem={problem} onDraft={setDraft} />
        <div className="actions">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <SubmitButton busy={planning.isPending}>Calculate</SubmitButton>
        </div>
      </form>
      {problem && !problem.isOnlyAbout(PLANNED_FIELDS) && <ProblemAlert error={problem} except={PLANNED_FIELDS} />}
      <div aria-live="polite" aria-busy={planning.isPending}>
        {planning.data && <PlanOutcome plan={planning.data} variants={experiment?.variants.map(({ name }) => name)} />}
      </div>
    </MistakesContext>
  );
}
