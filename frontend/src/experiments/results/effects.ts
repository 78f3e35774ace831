import { formatDifference, formatInterval, formatLift, type Unit } from "./figures.ts";
import type { Comparison, Interval, Scale } from "./result.ts";
import { missingInWords } from "./words.ts";

/** How much a variant differs from the control, on one of the two scales. */
export interface Effect {
  readonly middle: number | null;
  readonly interval: Interval | null;
}

export function effectOf(comparison: Comparison, scale: Scale): Effect {
  const { lift, liftInterval, difference, differenceInterval } = comparison;
  if (scale === "relative") return { middle: lift, interval: liftInterval };
  return { middle: difference, interval: differenceInterval };
}

/** How one end or the middle of an effect is written. */
export function effectFormat(scale: Scale, unit: Unit): (value: number) => string {
  return scale === "relative" ? formatLift : (difference) => formatDifference(difference, unit);
}

/** "+12.4 % [+3.1 %, +22.5 %]", or why there is none. */
export function effectInWords(comparison: Comparison, scale: Scale, unit: Unit): string {
  const { middle, interval } = effectOf(comparison, scale);
  if (middle === null) return missingInWords(scale === "relative" ? comparison.liftStatus : comparison.status);
  const format = effectFormat(scale, unit);
  return interval ? `${format(middle)} ${formatInterval(interval, format)}` : format(middle);
}
