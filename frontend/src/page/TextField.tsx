import type { ComponentProps, ReactNode } from "react";
import { Field } from "./Field.tsx";

interface TextFieldProps extends Omit<ComponentProps<"input">, "onChange"> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly onText?: (text: string) => void;
}

/** A labelled input that ties its hint and its error to itself for assistive technology. */
export function TextField({ label, hint, error, onText, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          {...input}
          onChange={
            onText &&
            ((event) => {
              onText(event.target.value);
            })
          }
        />
      )}
    </Field>
  );
}
