import { useState } from "react";
import type { SectionProps } from "../page/sections.ts";
import { PhaseForm } from "./PhaseForm.tsx";

/** Opens a new phase, with other weights or more variants. */
export function NewPhase({ draft, onNews }: SectionProps) {
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
        New phase
      </button>
      {open && <PhaseForm draft={draft} onNews={onNews} onClose={close} />}
    </>
  );
}
