import { formatMoney } from "../../format/money.ts";
import type { MetricType } from "../experiment.ts";
import type { Interval } from "./result.ts";

/** What a figure of a metric is counted in. */
export interface Unit {
  readonly type: MetricType;
  /** Of revenue only. */
  readonly currency: string | null;
}

/** Beyond a currency's own decimals, for means, which fall between two minor units. */
const FINER = 2;
/** From here on, in minor units, whole ones are fine enough. */
const LARGE = 10_000;
/** What is rarer than this would be written as nothing, or as certain. */
const LEAST = 0.001;
/** From here on down, per cent have too many zeros to be read. */
const TINY = 1e-6;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A rate, a mean or a ratio, as its metric writes it. */
export function formatValue(value: number, { type, currency }: Unit): string {
  if (type === "binomial")
    return value > 0 && value < TINY ? `< ${significant(TINY * 100)} %` : `${significant(value * 100)} %`;
  if (currency !== null) return formatMean(value, currency);
  return significant(value, 4);
}

/** A sum over users: a whole number of events, or of minor units. */
export function formatTotal(total: number, { currency }: Unit): string {
  return currency === null ? number(total, {}) : formatMoney(total, currency);
}

/** A difference with its sign; of rates in percentage points. */
export function formatDifference(difference: number, unit: Unit): string {
  const size = Math.abs(difference);
  const written = unit.type === "binomial" ? `${significant(size * 100)} pp` : formatValue(size, unit);
  return `${signOf(difference)}${written}`;
}

/** A relative change (0.124) with its sign (+12.4 %). */
export function formatLift(lift: number): string {
  const percentage = Math.abs(lift * 100);
  const digits =
    percentage < 1
      ? significant(percentage, 2)
      : number(percentage, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return `${signOf(lift)}${digits} %`;
}

/** An interval in brackets; an open end goes on without end. */
export function formatInterval([lower, upper]: Interval, format: (value: number) => string): string {
  return `[${lower === null ? "−∞" : format(lower)}, ${upper === null ? "+∞" : format(upper)}]`;
}

/** A share or a probability. Certainty is never claimed by rounding. */
export function formatShare(share: number): string {
  if (share > 0 && share < LEAST) return `< ${number(LEAST * 100, {})} %`;
  if (share < 1 && share > 1 - LEAST) return `> ${number((1 - LEAST) * 100, {})} %`;
  return `${number(share * 100, { maximumFractionDigits: 1 })} %`;
}

/** A p-value; a tiny one by its logarithm, since it may be smaller than any number of JSON. */
export function formatP(p: number, log10P: number | null): string {
  if (!isTiny(p)) return number(p, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  const log = log10P ?? (p > 0 ? Math.log10(p) : null);
  if (log === null) return `< 10${raised(-307)}`;
  let exponent = Math.floor(log);
  let mantissa = Number((10 ** (log - exponent)).toFixed(1));
  if (mantissa >= 10) {
    exponent += 1;
    mantissa /= 10;
  }
  return `${number(mantissa, { minimumFractionDigits: 1 })} × 10${raised(exponent)}`;
}

/** Whether a p-value is so small that it is better told by its power of ten. */
export function isTiny(p: number): boolean {
  return p < LEAST;
}

/** A part of alpha, which is tiny at first. */
export function formatAlpha(alpha: number): string {
  return alpha > 0 && alpha < TINY ? formatP(alpha, null) : `${significant(alpha * 100, 2)} %`;
}

/** A figure without a unit, such as z. */
export function formatStatistic(value: number): string {
  return `${value < 0 ? "−" : ""}${number(Math.abs(value), { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** How many days something takes. */
export function formatDays(days: number): string {
  const whole = Math.ceil(days);
  return whole <= 0 ? "none" : `${number(whole, {})} ${whole === 1 ? "day" : "days"}`;
}

/** Money between two minor units with more decimals than the currency has, unless it is large. */
function formatMean(minorUnits: number, currency: string): string {
  if (Math.abs(minorUnits) >= LARGE) return formatMoney(Math.round(minorUnits), currency);
  const decimals = decimalsOf(currency);
  return new Intl.NumberFormat(navigator.language, {
    style: "currency",
    currency,
    minimumFractionDigits: decimals + FINER,
    maximumFractionDigits: decimals + FINER,
  }).format(minorUnits / 10 ** decimals);
}

/** How many decimals a currency has, as `formatMoney` writes it, which knows where `Intl` does not. */
function decimalsOf(currency: string): number {
  const [, fraction = ""] = formatMoney(1, currency, "en").split(".");
  return fraction.length;
}

function significant(value: number, digits = 3): string {
  return number(value, { maximumSignificantDigits: Math.max(digits, Math.trunc(Math.abs(value)).toString().length) });
}

function signOf(value: number): string {
  return value > 0 ? "+" : value < 0 ? "−" : "";
}

function raised(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => SUPERSCRIPTS[Number(digit)] ?? "");
  return `${exponent < 0 ? "⁻" : ""}${digits.join("")}`;
}

function number(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(navigator.language, options).format(value);
}
