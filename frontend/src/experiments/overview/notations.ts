import { NUMBER } from "../../page/notations.ts";
import type { Notation } from "../../page/useTyped.ts";

/** A whole number from 1, or nothing. */
export const COUNT_OR_NOTHING: Notation<number | null> = {
  write: (value) => (value === null ? "" : String(value)),
  read(text) {
    if (text.trim() === "") return null;
    const count = NUMBER.read(text);
    if (!Number.isInteger(count) || count < 1) throw new Error("Write a whole number from 1, or nothing.");
    return count;
  },
};
