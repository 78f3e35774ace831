import { flushSync } from "react-dom";
import { useNavigate } from "react-router";
import { asProblem } from "../../api/problem.ts";
import { ConfirmDialog } from "../../page/ConfirmDialog.tsx";
import { withNews } from "../list/news.ts";
import type { ExperimentDraft } from "../page/useExperimentDraft.ts";
import { useDeletion } from "../useExperimentChanges.ts";
import { RefusedMove } from "./RefusedMove.tsx";

/** Deletes the experiment once the admin has said so twice; while it runs, it only says why not. */
export function DeleteExperiment({ draft }: { draft: ExperimentDraft }) {
  const experiment = draft.saved;
  const navigate = useNavigate();
  const deletion = useDeletion(experiment, () => {
    // What is not saved goes with the experiment: at once, or else the page would ask about it before it is left.
    flushSync(() => {
      draft.discard();
    });
    void navigate("/admin/experiments", withNews(`Deleted ${experiment.key}.`));
  });
  const runs = experiment.status === "RUNNING";
  return (
    <section className="danger-zone" aria-labelledby="going-title">
      <h4 id="going-title">When it is not needed any more</h4>
      <p className="hint">
        {runs
          ? "It cannot be deleted while it runs: users would fall out of their variants all at once. Complete it or pause it first."
          : "A completed experiment is best kept: its result is what was learnt. Its history stays in the audit log either way."}
      </p>
      <div className="buttons">
        <ConfirmDialog
          opener="Delete the experiment"
          title={
            <>
              Delete <code>{experiment.key}</code>?
            </>
          }
          yes="Delete it"
          no="Keep it"
          danger
          busy={deletion.isPending}
          disabled={runs}
          onOpen={() => {
            deletion.reset();
          }}
          onYes={() => {
            deletion.mutate();
          }}
        >
          <p>
            Whoever asks for it is told that it does not exist, and code falls back to its own default. Its counters and
            its result can no longer be looked at, and a new experiment of the same key begins from nothing.
          </p>
          {draft.changed.length > 0 && <p className="field-error">Your unsaved changes will be lost.</p>}
          {deletion.error && (
            <RefusedMove
              experimentKey={experiment.key}
              problem={asProblem(deletion.error)}
              onReload={(current) => {
                draft.rebase(current);
                deletion.reset();
              }}
            />
          )}
        </ConfirmDialog>
      </div>
    </section>
  );
}
