import { NUMBER } from "../../page/notations.ts";
import type { Notation } from "../../page/useTyped.ts";

const FEWEST_VARIANTS = 2;
const MOST_VARIANTS = 20;

/** A whole number from 1. */
export const COUNT: Notation<number> = {
  write: (count) => String(count),
  read(text) {
    const count = NUMBER.read(text);
    if (!Number.isInteger(count) || count < 1) throw new Error("Write a whole number from 1.");
    return count;
  },
};

/** A whole number from 1, or nothing. */
export const COUNT_OR_NOTHING: Notation<number | null> = {
  write: (count) => (count === null ? "" : String(count)),
  read: (text) => (text.trim() === "" ? null : COUNT.read(text)),
};

/** A change in per cent, which may lie beyond 100 and below 0, as a ratio. */
export const CHANGE_AS_PERCENT: Notation<number> = {
  write: (ratio) => String(Number((ratio * 100).toPrecision(10))),
  read(text) {
    const percentage = NUMBER.read(text);
    if (percentage === 0) throw new Error("Write how large a change is worth finding; it cannot be 0.");
    return Number((percentage / 100).toPrecision(12));
  },
};

/** The weights of all variants, the control's first, between commas. */
export const WEIGHTS: Notation<readonly number[]> = {
  write: (weights) => weights.join(", "),
  read(text) {
    const weights = text
      .split(/[\s,;/]+/)
      .filter((part) => part !== "")
      .map((part) => NUMBER.read(part));
    if (weights.length < FEWEST_VARIANTS || weights.length > MOST_VARIANTS) {
      throw new Error(`Write ${FEWEST_VARIANTS} to ${MOST_VARIANTS} numbers, one for each variant.`);
    }
    if (weights.some((weight) => weight <= 0)) throw new Error("Each variant needs a weight above 0.");
    return weights;
  },
};
