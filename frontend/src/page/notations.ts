import { isRecord, prettyJson, type Json, type JsonObject } from "../api/json.ts";
import type { Notation } from "./useTyped.ts";

/** Any JSON value but nothing. */
export const ANY_JSON: Notation<Json> = {
  write: (value) => prettyJson(value),
  read(text) {
    if (text.trim() === "") throw new Error("Write a JSON value.");
    return parsed(text);
  },
};

/** A JSON object, or nothing at all. */
export const OBJECT_OR_NOTHING: Notation<JsonObject | undefined> = {
  write: (value) => (value === undefined ? "" : prettyJson(value)),
  read(text) {
    if (text.trim() === "") return undefined;
    const value = parsed(text);
    if (!isRecord(value)) throw new Error("Write a JSON object, in braces.");
    return value;
  },
};

/** A number. */
export const NUMBER: Notation<number> = {
  write: (value) => String(value),
  read(text) {
    const number = Number(text);
    if (text.trim() === "" || !Number.isFinite(number)) throw new Error("Write a number.");
    return number;
  },
};

/** Per cent with at most two decimals, 0 to 100. */
export const PERCENT: Notation<number> = {
  write: (value) => String(value),
  read(text) {
    const percentage = NUMBER.read(text);
    if (percentage < 0 || percentage > 100) throw new Error("Write a number from 0 to 100.");
    if (Number(percentage.toFixed(2)) !== percentage) throw new Error("At most two decimals.");
    return percentage;
  },
};

/** A ratio (0.25), written as per cent (25). */
export const RATIO_AS_PERCENT: Notation<number> = {
  write: (ratio) => String(Number((ratio * 100).toPrecision(10))),
  read(text) {
    const percentage = NUMBER.read(text);
    if (percentage < 0 || percentage > 100) throw new Error("Write a number from 0 to 100.");
    return Number((percentage / 100).toPrecision(12));
  },
};

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(`This is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
