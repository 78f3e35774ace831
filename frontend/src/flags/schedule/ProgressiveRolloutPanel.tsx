import { inOneText } from "../../draft/settingError.ts";
import type { FlagDraft } from "../page/useFlagDraft.ts";
import { PlanSteps } from "./PlanSteps.tsx";
import { StepTable } from "./StepTable.tsx";

/** A roll-out that grows in steps over time. */
export function ProgressiveRolloutPanel({ draft: { flag, set, errorsFor } }: { draft: FlagDraft }) {
  const steps = flag.progressiveRollout?.steps;
  const errors = inOneText(errorsFor("progressiveRollout"));
  return (
    <section className="panel" aria-labelledby="progressive-title">
      <h4 id="progressive-title">Progressive roll-out</h4>
      <p className="hint">
        The percentage grows by itself, so that a mistake meets few users first. It only ever adds users. Switch the
        flag off to stop it for everybody; setting the percentage by hand ends it.
      </p>
      {steps ? (
        <>
          <StepTable steps={steps} caption="Steps" />
          <div className="buttons">
            <button
              type="button"
              onClick={() => {
                set({ progressiveRollout: null });
              }}
            >
              End the progressive roll-out
            </button>
          </div>
        </>
      ) : (
        <PlanSteps
          onPlan={(planned) => {
            set({ progressiveRollout: { steps: planned } });
          }}
        />
      )}
      {errors && (
        <small className="field-error" role="alert">
          {errors}
        </small>
      )}
    </section>
  );
}
