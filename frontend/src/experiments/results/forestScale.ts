import type { Interval } from "./result.ts";

/** A part of a number line, with round numbers to mark on it. */
export interface ForestScale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

const TICKS = 6;
/** Of the width on each side, so that no interval ends at the very edge. */
const MARGIN = 0.06;
/** While nothing is known that the line could be measured by. */
const NOTHING_KNOWN: ForestScale = { low: -1, high: 1, ticks: [0] };

/** A number line that holds nothing (0) and every bound and middle. */
export function forestScale(middles: readonly (number | null)[], intervals: readonly (Interval | null)[]): ForestScale {
  const bounds = intervals.flatMap((interval) => interval ?? []);
  const known = [...middles, ...bounds].filter((value) => value !== null && Number.isFinite(value)) as number[];
  const least = Math.min(0, ...known);
  const most = Math.max(0, ...known);
  if (least === most) return NOTHING_KNOWN;
  const margin = (most - least) * MARGIN;
  const [low, high] = [least - margin, most + margin];
  const step = roundStep((high - low) / TICKS);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  // From whole numbers, since adding up steps would miss 0 by a little.
  return { low, high, ticks: Array.from({ length: count }, (_, index) => (first + index) * step) };
}

/** Where a value lies on the line, in per cent of its width; what lies beyond is at the edge. */
export function placeOn({ low, high }: ForestScale, value: number): number {
  return Math.min(Math.max(((value - low) / (high - low)) * 100, 0), 100);
}

/** The least of 1, 2, 5, 10, 20, 50, … (or of their tenths, and so on) that is no shorter than a step. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5].find((factor) => factor * power >= step) ?? 10) * power;
}
