import { useId, useState } from "react";
import { useMistake } from "./mistakes.ts";

/** How a value is written in a text control and read back; `read` throws an `Error` whose message says what is wrong. */
export interface Notation<Value> {
  readonly write: (value: Value) => string;
  readonly read: (text: string) => Value;
}

/**
 * The text of a control that stands for a value: what is typed stays as it is typed, also while nothing can be made of
 * it; a value that comes from elsewhere replaces it.
 */
export function useTyped<Value>(value: Value, notation: Notation<Value>, onChange: (value: Value) => void) {
  const id = useId();
  const [typed, setTyped] = useState<{ text: string; of: Value; mistake: string | null }>(() => ({
    text: notation.write(value),
    of: value,
    mistake: null,
  }));
  // By what they say, since a value may come back as another object.
  const written = notation.write(value);
  const current = notation.write(typed.of) === written ? typed : { text: written, of: value, mistake: null };
  useMistake(id, current.mistake);
  const type = (text: string) => {
    try {
      const read = notation.read(text);
      setTyped({ text, of: read, mistake: null });
      onChange(read);
    } catch (error) {
      setTyped({ text, of: value, mistake: error instanceof Error ? error.message : String(error) });
    }
  };
  return { text: current.text, mistake: current.mistake ?? undefined, type };
}
