import { expect, test } from "vitest";
import { forestScale, placeOn } from "./forestScale.ts";

test("the line holds 0 and every bound, with round numbers on it", () => {
  const scale = forestScale([0.124], [[0.031, 0.225]]);
  expect(scale.low).toBeLessThan(0);
  expect(scale.high).toBeGreaterThan(0.225);
  expect(scale.ticks).toEqual([0, 0.05, 0.1, 0.15000000000000002, 0.2]);
});

test("0 is marked exactly also on a line on both its sides", () => {
  expect(forestScale([-0.1, 0.3], []).ticks).toContain(0);
});

test("a line without anything known still has a middle", () => {
  expect(placeOn(forestScale([null], [null]), 0)).toBe(50);
});

test("an interval without a bound ends at the edge", () => {
  const scale = forestScale([0.1], [[null, 0.2]]);
  expect(placeOn(scale, -5)).toBe(0);
  expect(placeOn(scale, 5)).toBe(100);
});
