import type { Generated } from "../../api/generated.ts";

/** An event that broke the schema of its name. */
export type RejectedEvent = Generated<"RejectedEventShown">;
/** The same with its properties. */
export type WholeRejectedEvent = Generated<"RejectedEventWhole">;
export type RejectedEventPage = Generated<"RejectedEventPage">;
/** What became of events that were taken in once more. */
export type Replayed = Generated<"ReplayAnswer">;

/** Which events to show; empty texts let everything through. */
export interface RejectedQuestion {
  readonly [name: string]: string;
  readonly name: string;
  /** Days of the browser's calendar on which they were rejected, both included. */
  readonly from: string;
  readonly to: string;
}

export const EVERY_EVENT: RejectedQuestion = { name: "", from: "", to: "" };

/** Two portions of a replay as one. */
export function together(one: Replayed, other: Replayed): Replayed {
  return {
    stored: one.stored + other.stored,
    storedBefore: one.storedBefore + other.storedBefore,
    rejected: [...one.rejected, ...other.rejected],
    unknown: [...one.unknown, ...other.unknown],
    nextCursor: other.nextCursor ?? null,
  };
}
