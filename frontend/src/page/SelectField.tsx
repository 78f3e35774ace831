import type { ReactNode } from "react";
import { Field } from "./Field.tsx";

interface SelectFieldProps<Choice extends string> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly value: Choice;
  /** What can be chosen, by what it is called. */
  readonly choices: Readonly<Record<Choice, string>>;
  readonly disabled?: boolean;
  readonly onChoose: (choice: Choice) => void;
}

/** A labelled choice of one among a few. */
export function SelectField<Choice extends string>(props: SelectFieldProps<Choice>) {
  const { label, hint, error, value, choices, disabled = false, onChoose } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <select
          {...control}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            onChoose(event.target.value as Choice);
          }}
        >
          {(Object.keys(choices) as Choice[]).map((choice) => (
            <option key={choice} value={choice}>
              {choices[choice]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
