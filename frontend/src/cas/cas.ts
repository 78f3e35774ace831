import type { Generated } from "../api/generated.ts";

/** How much of the time that CAs offer is booked. */
export type Utilization = Generated<"CaUtilization">;
export type UtilizationRow = Utilization["rows"][number];
export type RankedCa = Utilization["top"][number];
/** One page of score cards. */
export type ListedCas = Generated<"ListedCas">;
export type ListedCa = ListedCas["items"][number];
/** What is told of one CA in one period. */
export type CaFigures = Generated<"CaFigures">;
/** One CA, beside the period before. */
export type ScoreCard = Generated<"ScoreCardShown">;

/** What the list of score cards can be sorted by, without a currency. */
export const COLUMNS = {
  utilization: "Utilization",
  availableMinutes: "Offered time",
  bookedMinutes: "Booked time",
  rating: "Rating",
  firstResponseMs: "Time to first response",
  completed: "Completed bookings",
  cancelled: "Cancelled bookings",
  completionRate: "Completion rate",
  caId: "Id",
} as const satisfies Partial<Record<Generated<"Column">, string>>;

/** Where the score card of a CA is; the search keeps its days. */
export function caAddress(caId: string): string {
  return `/admin/analytics/cas/${encodeURIComponent(caId)}`;
}
