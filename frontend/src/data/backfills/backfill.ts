import type { Generated } from "../../api/generated.ts";

/** Days counted again from their events. */
export type Backfill = Generated<"BackfillShown">;
/** The same, with what became of its days. */
export type BackfillProgress = Generated<"BackfillProgress">;
export type BackfillPage = Generated<"BackfillPage">;

export const STATUSES: Readonly<Record<Backfill["status"], string>> = {
  RUNNING: "At work",
  STALLED: "Stalled",
  DONE: "Done",
  SUPERSEDED: "Replaced",
};
