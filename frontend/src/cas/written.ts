import type { Format } from "../dashboard/figures.ts";
import { formatCount } from "../format/number.ts";

/** Minutes as hours, in which time that is offered is thought of. */
export const asHours: Format = (minutes) => `${formatCount(minutes / 60)} h`;

/** A mean of ratings. */
export const asRating: Format = (rating) => formatCount(rating);

const UNITS = [
  { ms: 24 * 3_600_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
  { ms: 1_000, name: "s" },
] as const;

/** How long something took, in the largest unit of which there is at least one. */
export const asDuration: Format = (milliseconds) => {
  const unit = UNITS.find(({ ms }) => milliseconds >= ms) ?? UNITS[3];
  return `${formatCount(milliseconds / unit.ms)} ${unit.name}`;
};
