import { useId, useRef } from "react";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { useFlagDeletion } from "./useFlagChanges.ts";

interface DeleteFlagProps {
  readonly flagKey: string;
  readonly onNews: (news: string) => void;
}

/** Deletes a flag once the admin has said so twice. */
export function DeleteFlag({ flagKey, onNews }: DeleteFlagProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const deletion = useFlagDeletion(flagKey, () => {
    dialog.current?.close();
    onNews(`Deleted ${flagKey}.`);
  });
  return (
    <>
      <button
        type="button"
        aria-label={`Delete ${flagKey}`}
        onClick={() => {
          deletion.reset();
          dialog.current?.showModal();
        }}
      >
        Delete
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>
          Delete <code>{flagKey}</code>?
        </h3>
        <p>Whoever asks for this flag will be told that it does not exist. This cannot be undone.</p>
        {deletion.error && <ProblemAlert error={deletion.error} />}
        <div className="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep it
          </button>
          <button
            type="button"
            className="danger"
            disabled={deletion.isPending}
            onClick={() => {
              deletion.mutate();
            }}
          >
            Delete the flag
          </button>
        </div>
      </dialog>
    </>
  );
}
