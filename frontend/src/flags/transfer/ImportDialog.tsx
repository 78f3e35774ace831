import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { useApi } from "../../api/ApiContext.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { importFlags } from "../flagApi.ts";
import { FLAG, FLAGS } from "../flagCache.ts";
import { ImportPreview } from "./ImportPreview.tsx";
import { changedBy, documentIn, type FlagDocument } from "./transfer.ts";

interface ImportDialogProps {
  readonly onNews: (news: string) => void;
}

/** Takes flags in from a file: first on a dry run, whose outcome is shown, and for good only after a yes. */
export function ImportDialog({ onNews }: ImportDialogProps) {
  const titleId = useId();
  const fileId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const api = useApi();
  const cache = useQueryClient();
  const [document, setDocument] = useState<FlagDocument>();
  const trial = useMutation({
    async mutationFn(file: File) {
      const found = documentIn(await file.text());
      setDocument(found);
      return importFlags(api, found, true);
    },
  });
  const taking = useMutation({
    mutationFn: (found: FlagDocument) => importFlags(api, found, false),
    onSuccess(outcome) {
      const changed = changedBy(outcome);
      dialog.current?.close();
      onNews(`Imported ${changed} ${changed === 1 ? "flag" : "flags"}.`);
      void cache.invalidateQueries({ queryKey: [FLAGS] });
      void cache.invalidateQueries({ queryKey: [FLAG] });
    },
  });
  const error = trial.error ?? taking.error;
  const ready = trial.data?.errors.length === 0 && changedBy(trial.data) > 0;
  return (
    <>
      <button
        type="button"
        onClick={() => {
          trial.reset();
          taking.reset();
          setDocument(undefined);
          dialog.current?.showModal();
        }}
      >
        Import
      </button>
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>Import flags</h3>
        <div className="field">
          <label htmlFor={fileId}>File</label>
          <input
            id={fileId}
            type="file"
            accept="application/json,.json"
            aria-describedby={`${fileId}-hint`}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              taking.reset();
              if (file) trial.mutate(file);
            }}
          />
          <small id={`${fileId}-hint`} className="hint">
            An export of Sextant’s, or a data file of GrowthBook’s. It is tried first, and nothing is changed until you
            have seen what would be. Flags that the file does not hold stay as they are.
          </small>
        </div>
        <div aria-live="polite" aria-busy={trial.isPending}>
          {trial.isPending && <p>Trying the file…</p>}
          {error && <ProblemAlert error={error} />}
          {trial.data && <ImportPreview outcome={trial.data} />}
        </div>
        <div className="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="button"
            className="primary"
            disabled={!document || !ready || taking.isPending}
            onClick={() => {
              if (document) taking.mutate(document);
            }}
          >
            Import for good
          </button>
        </div>
      </dialog>
    </>
  );
}
