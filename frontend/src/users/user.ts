import type { Generated } from "../api/generated.ts";

/** What is known and held of one user. */
export type User = Generated<"UserShown">;
export type Profile = Generated<"ProfileShown">;
/** The erasure of a user, under way or its receipt. */
export type Erasure = Generated<"ErasureShown">;
export type ErasedPart = Generated<"ErasedPart">;

/** What can be held of a user, by what people call it. */
export const PARTS: Readonly<Record<ErasedPart, string>> = {
  behaviouralEvents: "Behavioural events",
  businessEvents: "Business events",
  derivedRows: "Rows made of the events",
  aliases: "Devices joined to the user",
  caRecords: "Rows that name the user as a CA",
  assignments: "Parts taken in experiments",
  countedMarks: "Events counted in experiments",
  rejectedEvents: "Rejected events",
  profiles: "Profile",
  rollups: "Marks in sets of users of a quarter-hour",
  days: "Marks in sets of users of a day",
  roles: "Marks in sets of users of a role",
  caFigures: "Sums that name the user as a CA",
};

/** What was done with what was found, by what people call it. */
export const TREATMENTS: Readonly<Record<Erasure["removed"][number]["how"], string>> = {
  deleted: "Deleted",
  anonymised: "Kept without identity",
  cleared: "Cleared",
};

const STEPS: Readonly<Record<string, string>> = {
  bar: "Keeping out what is still on its way",
  events: "Removing events",
  ca: "Removing the name as a CA",
  assignments: "Removing parts in experiments",
  rejected: "Removing rejected events",
  profile: "Removing the profile",
  recount: "Waiting until figures are counted again",
  figures: "Clearing stored figures",
  proof: "Asking every store again",
  done: "Done",
};

export const STEP_COUNT = Object.keys(STEPS).length - 1;

/** How many steps lie behind an erasure. */
export function stepsDone({ step }: Erasure): number {
  return Math.max(0, Object.keys(STEPS).indexOf(step));
}

export function stepInWords({ step }: Erasure): string {
  return STEPS[step] ?? step;
}

/** Where the page about a user is. */
export function userAddress(userId: string): string {
  return `/admin/users/${encodeURIComponent(userId)}`;
}
