import type { Generated } from "../api/generated.ts";
import { formatDuration, formatHours } from "../format/duration.ts";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatRatio } from "../format/number.ts";

/** All that the dashboard says of a range of days. */
export type Dashboard = Generated<"Dashboard">;
export type DashboardDay = Generated<"Day">;
/** One figure, the same of the period before, and the relative change between them; `null` is "not known". */
export type Measure = Generated<"CountMetric"> | Generated<"RatioMetric">;
/** The figures of one currency; amounts in its minor units. */
export type CurrencyFigures = Generated<"Money">;

/** How one kind of figure is written. */
export type Format = (value: number) => string;

export const asCount: Format = (value) => formatCount(value);
export const asRatio: Format = (value) => formatRatio(value);
/** Of milliseconds. */
export const asDuration: Format = (value) => formatDuration(value);
/** Of minutes. */
export const asHours: Format = (value) => formatHours(value);

export function asMoney(currency: string): Format {
  // A mean of amounts need not be a whole number of pence.
  return (minorUnits) => formatMoney(Math.round(minorUnits), currency);
}

/** What stands where there is no figure. */
export const NO_FIGURE = "–";

export function write(value: number | null | undefined, format: Format): string {
  return value === null || value === undefined ? NO_FIGURE : format(value);
}
