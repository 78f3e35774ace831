import { NUMBER } from "../../page/notations.ts";
import type { Notation } from "../../page/useTyped.ts";

/** A number above 0, or nothing. */
export const POSITIVE_OR_NOTHING: Notation<number | null> = {
  write: (value) => (value === null ? "" : String(value)),
  read(text) {
    if (text.trim() === "") return null;
    const number = NUMBER.read(text);
    if (number <= 0) throw new Error("Write a number above 0, or nothing.");
    return number;
  },
};
