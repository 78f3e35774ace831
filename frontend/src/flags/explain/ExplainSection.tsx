import { useMutation } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { explainFlag } from "../flagApi.ts";
import type { SectionProps } from "../page/sections.ts";
import { ContextForm } from "./ContextForm.tsx";
import type { ExplainQuestion } from "./explanation.ts";
import { ExplanationPanel } from "./ExplanationPanel.tsx";
import "./explain.css";

/** Tries the saved flag on a user: what they get, and why. */
export function ExplainSection({ draft }: SectionProps) {
  const { key } = draft.saved;
  const api = useApi();
  const explaining = useMutation({ mutationFn: (question: ExplainQuestion) => explainFlag(api, key, question) });
  return (
    <>
      {draft.changed.length > 0 && (
        <p className="alert info">What is tried is the flag as it is saved, without your unsaved changes.</p>
      )}
      <ContextForm busy={explaining.isPending} onAsk={explaining.mutate} />
      {explaining.error && <ProblemAlert error={explaining.error} />}
      <div aria-live="polite" aria-busy={explaining.isPending}>
        {explaining.data && <ExplanationPanel explanation={explaining.data} />}
      </div>
    </>
  );
}
