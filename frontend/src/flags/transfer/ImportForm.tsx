import { useId, useState } from "react";
import { CheckField } from "../../page/CheckField.tsx";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { ImportPreview } from "./ImportPreview.tsx";
import { CAREFUL_TERMS, changedBy, type ImportTerms } from "./transfer.ts";
import { useImport } from "./useImport.ts";

interface ImportFormProps {
  readonly onNews: (news: string) => void;
  readonly onClose: () => void;
}

/** Takes flags in from a file: first on a dry run, whose outcome is shown, and for good only after a yes. */
export function ImportForm({ onNews, onClose }: ImportFormProps) {
  const fileId = useId();
  const [file, setFile] = useState<File>();
  const [terms, setTerms] = useState(CAREFUL_TERMS);
  const { trial, taking } = useImport((changed) => {
    onClose();
    onNews(`Imported ${changed} ${changed === 1 ? "flag" : "flags"}.`);
  });
  const tryOut = (chosen: File | undefined, wanted: ImportTerms) => {
    taking.reset();
    setFile(chosen);
    setTerms(wanted);
    if (chosen) trial.mutate({ file: chosen, terms: wanted });
  };
  const tried = trial.data;
  const ready = tried?.outcome.errors.length === 0 && changedBy(tried.outcome) > 0;
  const error = trial.error ?? taking.error;
  return (
    <>
      <div className="field">
        <label htmlFor={fileId}>File</label>
        <input
          id={fileId}
          type="file"
          accept="application/json,.json"
          aria-describedby={`${fileId}-hint`}
          disabled={taking.isPending}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            if (chosen) tryOut(chosen, terms);
          }}
        />
        <small id={`${fileId}-hint`} className="hint">
          An export of Sextant’s, or a data file of GrowthBook’s. It is tried first, and nothing is changed until you
          have seen what would be.
        </small>
      </div>
      <CheckField
        label="Delete flags that the file does not hold"
        hint="Otherwise they stay as they are."
        checked={terms.mode === "replace"}
        disabled={taking.isPending}
        onCheck={(checked) => {
          tryOut(file, { ...terms, mode: checked ? "replace" : "merge" });
        }}
      />
      <CheckField
        label="Let flags take the file’s seeds"
        hint="A flag that is here with another seed then draws its roll-out anew: some users lose it, others get it."
        checked={terms.allowSeedChange}
        disabled={taking.isPending}
        onCheck={(allowSeedChange) => {
          tryOut(file, { ...terms, allowSeedChange });
        }}
      />
      <div aria-live="polite" aria-busy={trial.isPending}>
        {trial.isPending && <p>Trying the file…</p>}
        {error && <ProblemAlert error={error} />}
        {tried && <ImportPreview outcome={tried.outcome} />}
      </div>
      <div className="actions">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className={tried?.outcome.deleted.length ? "danger" : "primary"}
          disabled={!ready || taking.isPending}
          onClick={() => {
            if (tried) taking.mutate(tried);
          }}
        >
          Import for good
        </button>
      </div>
    </>
  );
}
