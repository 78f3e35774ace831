import { useState } from "react";
import type { SectionProps } from "../page/sections.ts";
import { CompletionForm } from "./CompletionForm.tsx";

/** Ends the experiment with a winner or none. */
export function CompleteExperiment({ draft, onNews }: SectionProps) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setOpen(true);
        }}
      >
        Complete
      </button>
      {open && <CompletionForm draft={draft} onNews={onNews} onClose={close} />}
    </>
  );
}
