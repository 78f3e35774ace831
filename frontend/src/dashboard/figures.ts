import type { components } from "../api/schema";
import { formatMoney } from "../format/money.ts";
import { formatCount, formatRatio } from "../format/number.ts";

type Schemas = components["schemas"];

/** All that the dashboard says of a range of days. */
export type Dashboard = Schemas["Dashboard"];
export type DashboardDay = Schemas["Day"];
/** One figure, the same of the period before, and the relative change between them; `null` is "not known". */
export type Measure = Schemas["CountMetric"] | Schemas["RatioMetric"];
/** The figures of one currency; amounts in its minor units. */
export type CurrencyFigures = Schemas["Money"];

/** How one kind of figure is written. */
export type Format = (value: number) => string;

export const asCount: Format = (value) => formatCount(value);
export const asRatio: Format = (value) => formatRatio(value);

export function asMoney(currency: string): Format {
  return (minorUnits) => formatMoney(minorUnits, currency);
}

/** What stands where there is no figure. */
export const NO_FIGURE = "–";

export function write(value: number | null | undefined, format: Format): string {
  return value === null || value === undefined ? NO_FIGURE : format(value);
}
