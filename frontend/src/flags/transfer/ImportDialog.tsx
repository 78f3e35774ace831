import { useId, useRef, useState } from "react";
import { ImportForm } from "./ImportForm.tsx";

interface ImportDialogProps {
  readonly onNews: (news: string) => void;
}

/** The button that opens the way in for flags; each time it is opened it begins anew. */
export function ImportDialog({ onNews }: ImportDialogProps) {
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
        Import
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>Import flags</h3>
        <ImportForm key={opened} onNews={onNews} onClose={() => dialog.current?.close()} />
      </dialog>
    </>
  );
}
