import { useId, useRef } from "react";
import { asProblem } from "../../api/problem.ts";
import type { Flag } from "../flag.ts";
import { RefusedChange } from "../RefusedChange.tsx";
import { useFlagAction, useFlagDeletion } from "../useFlagChanges.ts";
import { useReload } from "../useReload.ts";

interface DeleteFlagProps {
  readonly flag: Flag;
  readonly onNews: (news: string) => void;
  /** The flag is there no more. */
  readonly onGone?: () => void;
}

/** Archives a flag, which can be undone, or deletes it; both only once the admin has said so twice. */
export function DeleteFlag({ flag, onNews, onGone }: DeleteFlagProps) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const reload = useReload();
  const archiving = useFlagAction(flag, () => {
    dialog.current?.close();
    onNews(`Archived ${flag.key}.`);
  });
  const deletion = useFlagDeletion(flag, () => {
    dialog.current?.close();
    onNews(`Deleted ${flag.key}.`);
    onGone?.();
  });
  const refusal = archiving.error ?? deletion.error;
  const forget = () => {
    archiving.reset();
    deletion.reset();
  };
  const busy = archiving.isPending || deletion.isPending;
  const opener = flag.archived ? "Delete" : "Archive or delete";
  return (
    <>
      <button
        type="button"
        className="one-line"
        aria-label={`${opener} ${flag.key}`}
        onClick={() => {
          forget();
          dialog.current?.showModal();
        }}
      >
        {opener}
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>
          {opener} <code>{flag.key}</code>?
        </h3>
        {!flag.archived && (
          <p>
            Archived, it is served to nobody and stands in the list of archived flags, from where it can be restored.
          </p>
        )}
        <p>
          Deleted, whoever asks for this flag is told that it does not exist, and code that still asks falls back to its
          own default. Its history stays in the audit log.
        </p>
        {refusal && (
          <RefusedChange
            problem={asProblem(refusal)}
            onReload={(current) => {
              reload(current);
              forget();
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
            disabled={busy}
            onClick={() => {
              forget();
              deletion.mutate();
            }}
          >
            Delete the flag
          </button>
          {!flag.archived && (
            <button
              type="button"
              className="primary"
              disabled={busy}
              onClick={() => {
                forget();
                archiving.mutate("archive");
              }}
            >
              Archive it
            </button>
          )}
        </div>
      </dialog>
    </>
  );
}
