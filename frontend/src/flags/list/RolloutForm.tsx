import { useId, useState } from "react";
import type { ProblemError } from "../../api/problem.ts";
import type { Flag } from "../flag.ts";

/** The roll-out's name in the API's per-field errors. */
export const PERCENTAGE_FIELD = "percentage";

interface RolloutFormProps {
  readonly flag: Flag;
  readonly busy: boolean;
  readonly problem: ProblemError | null;
  readonly onSave: (percentage: number) => void;
}

/** The share of users that has the flag, in percent with two decimals. */
export function RolloutForm({ flag, busy, problem, onSave }: RolloutFormProps) {
  const errorId = useId();
  const saved = String(flag.rolloutPercentage);
  const [draft, setDraft] = useState({ text: saved, of: flag.version });
  const text = draft.of === flag.version ? draft.text : saved;
  const refusal = problem?.messageFor(PERCENTAGE_FIELD);
  return (
    <form
      className="rollout"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(Number(text));
      }}
    >
      <input
        type="number"
        inputMode="decimal"
        min={0}
        max={100}
        step={0.01}
        required
        aria-label={`Roll-out of ${flag.key} in percent`}
        aria-invalid={refusal ? true : undefined}
        aria-describedby={refusal ? errorId : undefined}
        value={text}
        onChange={(event) => {
          setDraft({ text: event.target.value, of: flag.version });
        }}
      />
      <span aria-hidden="true">%</span>
      <button type="submit" disabled={busy || text === saved} aria-label={`Set the roll-out of ${flag.key}`}>
        Set
      </button>
      {refusal && (
        <small id={errorId} className="field-error" role="alert">
          {refusal}
        </small>
      )}
    </form>
  );
}
