import { expect, test } from "vitest";
import {
  formatAlpha,
  formatDays,
  formatDifference,
  formatInterval,
  formatLift,
  formatP,
  formatShare,
  formatValue,
} from "./figures.ts";

const RATE = { type: "binomial", currency: null } as const;
const POUNDS = { type: "revenue", currency: "GBP" } as const;
const YEN = { type: "revenue", currency: "JPY" } as const;

test.each([
  [0.031, null, "0.0310"],
  [1, 0, "1.00"],
  [0.00012, -3.920819, "1.2 × 10⁻⁴"],
  [0, -4887.92, "1.2 × 10⁻⁴⁸⁸⁸"],
  [9.99e-10, null, "1.0 × 10⁻⁹"],
  [0, null, "< 10⁻³⁰⁷"],
])("p = %d with log10 p = %s is written %s", (p, log10P, written) => {
  expect(formatP(p, log10P)).toBe(written);
});

test("a rate keeps three digits however rare it is", () => {
  expect(formatValue(0.0741, RATE)).toBe("7.41 %");
  expect(formatValue(0.000123, RATE)).toBe("0.0123 %");
  expect(formatValue(0, RATE)).toBe("0 %");
  expect(formatValue(8.5e-9, RATE)).toBe("< 0.0001 %");
});

test("a difference of rates is in percentage points", () => {
  expect(formatDifference(-0.0084, RATE)).toBe("−0.84 pp");
});

test("a mean of money shows parts of a minor unit, and large ones do not", () => {
  expect(formatValue(41.25, POUNDS)).toBe("£0.4125");
  expect(formatValue(123_456.7, POUNDS)).toBe("£1,234.57");
  expect(formatValue(41.25, YEN)).toBe("¥41.25");
  expect(formatDifference(12, POUNDS)).toBe("+£0.1200");
});

test("a lift and its interval are written with signs", () => {
  expect(formatLift(0.1236)).toBe("+12.4 %");
  expect(formatLift(-0.0004)).toBe("−0.04 %");
  expect(formatInterval([0.031, 0.225], formatLift)).toBe("[+3.1 %, +22.5 %]");
  expect(formatInterval([null, 0.225], formatLift)).toBe("[−∞, +22.5 %]");
});

test("rounding never makes anything certain", () => {
  expect(formatShare(0.99996)).toBe("> 99.9 %");
  expect(formatShare(0.00004)).toBe("< 0.1 %");
  expect(formatShare(1)).toBe("100 %");
});

test("alpha that is hardly spent, or not at all, is told as it is", () => {
  expect([0, 1e-9, 0.0002, 0.05].map(formatAlpha)).toEqual(["0 %", "1.0 × 10⁻⁹", "0.02 %", "5 %"]);
});

test("a part of a day is a day to wait", () => {
  expect([formatDays(0), formatDays(0.2), formatDays(13.1)]).toEqual(["none", "1 day", "14 days"]);
});
