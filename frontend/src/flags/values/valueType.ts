import type { Json } from "../../api/json.ts";
import type { ValueType } from "../flag.ts";

/** What a new flag of a type serves until the admin says otherwise: to those it is on for, and to everybody else. */
export const FIRST_VALUES: Record<ValueType, { readonly value: Json; readonly defaultValue: Json }> = {
  boolean: { value: true, defaultValue: false },
  string: { value: "", defaultValue: "" },
  number: { value: 1, defaultValue: 0 },
  json: { value: {}, defaultValue: {} },
};

const LONGEST = 60;

/** A value in one line. */
export function valueInWords(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
