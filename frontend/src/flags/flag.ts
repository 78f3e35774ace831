import { isRecord } from "../api/json.ts";
import type { ProblemError } from "../api/problem.ts";
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type Flag = Schemas["FlagShown"];
export type FlagPage = Schemas["FlagPage"];
export type NewFlag = Schemas["NewFlag"];

export const STATES = ["all", "enabled", "disabled"] as const;
export type FlagState = (typeof STATES)[number];

/** Which flags a list shows. */
export interface FlagFilter {
  /** Text that the key, the name, the description or a tag holds; empty for any. */
  readonly search: string;
  readonly state: FlagState;
}

/** The flag as the server holds it now, which a refusal of a stale version carries. */
export function currentFlag(problem: ProblemError): Flag | null {
  const { current } = problem;
  // The API's document promises a whole flag here; the fields that are shown are checked all the same.
  const shown = isRecord(current) && typeof current["key"] === "string" && typeof current["version"] === "number";
  return shown ? (current as Flag) : null;
}
