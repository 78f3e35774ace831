import type { ComponentProps, ReactNode } from "react";
import { TextArea } from "./TextArea.tsx";
import { TextField } from "./TextField.tsx";
import { useTyped, type Notation } from "./useTyped.ts";

interface TypedFieldProps<Value> extends Omit<ComponentProps<"input">, "value" | "onChange" | "type"> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly value: Value;
  readonly notation: Notation<Value>;
  readonly onValue: (value: Value) => void;
}

/** A one-line control for a value that is not a text, such as a number. */
export function TypedField<Value>({ value, notation, onValue, error, ...field }: TypedFieldProps<Value>) {
  const { text, mistake, type } = useTyped(value, notation, onValue);
  return <TextField {...field} error={mistake ?? error} value={text} onText={type} />;
}

interface TypedAreaProps<Value> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly rows?: number;
  readonly value: Value;
  readonly notation: Notation<Value>;
  readonly onValue: (value: Value) => void;
}

/** A control of several lines for a value that is not a text, such as JSON. */
export function TypedArea<Value>({ value, notation, onValue, error, ...area }: TypedAreaProps<Value>) {
  const { text, mistake, type } = useTyped(value, notation, onValue);
  return <TextArea {...area} className="code" spellCheck={false} error={mistake ?? error} value={text} onText={type} />;
}
