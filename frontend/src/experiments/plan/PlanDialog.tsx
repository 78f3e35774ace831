import { useId, useRef, useState } from "react";
import type { Experiment } from "../experiment.ts";
import { PlanForm } from "./PlanForm.tsx";
import "./plan.css";

interface PlanDialogProps {
  /** What is known of the experiment fills the form in. */
  readonly experiment?: Experiment;
}

/** The button that opens the calculator of sample size and duration; each time it is opened it begins anew. */
export function PlanDialog({ experiment }: PlanDialogProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [opened, setOpened] = useState(0);
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setOpened(opened + 1);
          dialog.current?.showModal();
        }}
      >
        Plan the size
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>How many users and days does it take?</h3>
        {opened > 0 && <PlanForm key={opened} experiment={experiment} onClose={() => dialog.current?.close()} />}
      </dialog>
    </>
  );
}
