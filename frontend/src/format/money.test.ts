import { expect, test } from "vitest";
import { formatMoney } from "./money.ts";

test.each([
  ["GBP", 150_949_633, "£1,509,496.33"],
  ["JPY", 12_000, "JP¥12,000"],
  ["KWD", 1_234, "KWD 1.234"],
  ["CLF", 12_345, "CLF 1.2345"],
])("an amount in minor units of %s has that currency's decimals", (currency, minorUnits, written) => {
  expect(formatMoney(minorUnits, currency, "en-GB").replace(/\u00a0/g, " ")).toBe(written);
});

test.each(["HUF", "IDR", "COP", "PKR", "RSD"])("%s keeps its two ISO 4217 decimals where CLDR has none", (currency) => {
  expect(formatMoney(12_345, currency, "en-GB")).toMatch(/123\.45$/);
});

test("the largest exact integer of minor units is written to the last digit", () => {
  expect(formatMoney(9_007_199_254_740_991, "GBP", "en-GB")).toBe("£90,071,992,547,409.91");
});

test.each([
  [0, "£0.00"],
  [5, "£0.05"],
  [-4_774_008, "-£47,740.08"],
])("%i pence are %s", (minorUnits, written) => {
  expect(formatMoney(minorUnits, "GBP", "en-GB")).toBe(written);
});
