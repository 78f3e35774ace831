import type { ComponentProps, ReactNode } from "react";
import { Field } from "./Field.tsx";

interface TextAreaProps extends Omit<ComponentProps<"textarea">, "onChange"> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly onText: (text: string) => void;
}

/** A labelled input of several lines. */
export function TextArea({ label, hint, error, onText, ...textarea }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <textarea
          rows={4}
          {...control}
          {...textarea}
          onChange={(event) => {
            onText(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
