import type { Interval, Result, Scale } from "./result.ts";

/** One variant on one day: everything up to then. */
export interface SoFar {
  readonly users: number;
  readonly conversions: number;
  readonly value: number | null;
  /** On the scale that was asked for; null for the control. */
  readonly effect: number | null;
  /** Known of relative effects only. */
  readonly interval: Interval | null;
}

export interface CumulativeDay {
  readonly day: string;
  readonly byVariant: Readonly<Record<string, SoFar>>;
}

/** How one metric went, day by day. */
export function cumulative({ series }: Pick<Result, "series">, metric: string, scale: Scale): CumulativeDay[] {
  return series.map(({ day, variants }) => ({
    day,
    byVariant: Object.fromEntries(
      variants.flatMap(({ variant, users, metrics }) => {
        const point = metrics.find(({ id }) => id === metric);
        if (!point) return [];
        const { conversions, value, lift, difference, interval } = point;
        const relative = scale === "relative";
        const soFar = {
          users,
          conversions,
          value,
          effect: relative ? lift : difference,
          interval: relative ? interval : null,
        };
        return [[variant, soFar]];
      }),
    ),
  }));
}
