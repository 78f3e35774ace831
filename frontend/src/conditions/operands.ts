import type { Json } from "../api/json.ts";
import type { Notation } from "../page/useTyped.ts";

/**
 * A text, a number, true or false as an admin writes it: without quotes, unless a text would be taken for one of the
 * others or has a comma in it.
 */
export const OPERAND: Notation<Json> = {
  write: (value) => (typeof value === "string" && isPlain(value) ? value : JSON.stringify(value)),
  read: (text) => readOne(text.trim()),
};

/** Several of them, separated by commas. */
export const OPERANDS: Notation<Json> = {
  write: (values) => (Array.isArray(values) ? (values as readonly Json[]).map(OPERAND.write).join(", ") : ""),
  read: (text) =>
    (text.match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) ?? [])
      .map((one) => one.trim())
      .filter((one) => one !== "")
      .map(readOne),
};

function readOne(text: string): Json {
  if (text.startsWith('"')) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      throw new Error("A text that begins with a quotation mark must end with one.");
    }
  }
  return isNumber(text) ? Number(text) : text === "true" ? true : text === "false" ? false : text;
}

function isPlain(text: string): boolean {
  return readable(text) && text === text.trim();
}

function readable(text: string): boolean {
  return !isNumber(text) && text !== "true" && text !== "false" && !/[",]/.test(text);
}

function isNumber(text: string): boolean {
  return text !== "" && /^-?\d+(\.\d+)?$/.test(text);
}
