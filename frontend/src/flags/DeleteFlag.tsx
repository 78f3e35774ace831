import { useId, useRef } from "react";
import { asProblem } from "../api/problem.ts";
import type { Flag } from "./flag.ts";
import { RefusedChange } from "./RefusedChange.tsx";
import { useFlagDeletion } from "./useFlagChanges.ts";
import { useReload } from "./useReload.ts";

interface DeleteFlagProps {
  readonly flag: Flag;
  readonly onNews: (news: string) => void;
}

/** Deletes a flag once the admin has said so twice. */
export function DeleteFlag({ flag, onNews }: DeleteFlagProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const reload = useReload();
  const deletion = useFlagDeletion(flag, () => {
    dialog.current?.close();
    onNews(`Deleted ${flag.key}.`);
  });
  return (
    <>
      <button
        type="button"
        aria-label={`Delete ${flag.key}`}
        onClick={() => {
          deletion.reset();
          dialog.current?.showModal();
        }}
      >
        Delete
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>
          Delete <code>{flag.key}</code>?
        </h3>
        <p>Whoever asks for this flag will be told that it does not exist. This cannot be undone.</p>
        {deletion.error && (
          <RefusedChange
            problem={asProblem(deletion.error)}
            onReload={(current) => {
              reload(current);
              deletion.reset();
            }}
          />
        )}
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
