import type { Json } from "../../api/json.ts";
import { ANY_JSON, NUMBER } from "../../page/notations.ts";
import type { Notation } from "../../page/useTyped.ts";

/** A weight: any number from 0. */
export const WEIGHT: Notation<number> = {
  write: NUMBER.write,
  read(text) {
    const weight = NUMBER.read(text);
    if (weight < 0) throw new Error("A weight is 0 or more.");
    return weight;
  },
};

/** What a variant serves as JSON; nothing for its id, which null stands for. */
export const VALUE_OR_ID: Notation<Json> = {
  write: (value) => (value === null ? "" : ANY_JSON.write(value)),
  read: (text) => (text.trim() === "" ? null : ANY_JSON.read(text)),
};
