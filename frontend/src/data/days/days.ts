import type { Generated } from "../../api/generated.ts";

/** The figures of each day, with how far each is counted. */
export type DailyMetrics = Generated<"DailyMetricsShown">;
export type DayOfMetrics = DailyMetrics["days"][number];
/** Days that should have a stored number and have none. */
export type MissingDates = Generated<"MissingDatesShown">;
/** A closed day that says something else from some moment on. */
export type Restatement = Generated<"RestatementShown">;
export type RestatementPage = Generated<"RestatementPage">;
/** What the nightly check of one day found. */
export type Check = Generated<"CheckShown">;
export type CheckList = Generated<"CheckList">;

/** Why a day has no stored number. */
export const MISSING_BECAUSE: Readonly<Record<MissingDates["missing"][number]["reason"], string>> = {
  notClosedYet: "Not closed yet",
  aggregationStopped: "Counting stands still",
  otherDefinition: "Counted by another definition",
  lost: "Stored number is gone",
};

/** Why a closed day changed. */
export const CAUSES: Readonly<Record<Restatement["causes"][number], string>> = {
  event: "events came late",
  import: "history was imported",
  backfill: "a backfill counted it again",
  identity: "a device turned out to be a user’s",
  erasure: "a user was erased",
  nightly: "the nightly check found drift",
  definition: "metrics are defined in another way",
};

/** How far a day is, from being lived to being frozen. */
export function stateOf({ sealed, closedAt, complete }: DayOfMetrics): "sealed" | "closed" | "complete" | "open" {
  if (sealed) return "sealed";
  if (closedAt !== null) return "closed";
  return complete ? "complete" : "open";
}
