import { expect, test } from "vitest";
import { furthest, nextLookDay } from "./looks.ts";
import { aResult } from "./resultSamples.ts";

const { looks, method } = aResult();
const [look] = looks;
if (!look) throw new Error("The sample has a look.");

test("the next look is on the day after the last, also at the end of a month and over a change of the clocks", () => {
  const after = (day: string) => nextLookDay({ looks: [{ ...look, day }], method, status: "RUNNING" });
  expect(["2026-01-31", "2026-03-28", "2026-03-29", "2026-10-25"].map(after)).toEqual([
    "2026-02-01",
    "2026-03-29",
    "2026-03-30",
    "2026-10-26",
  ]);
});

test("a paused experiment is looked at too", () => {
  expect(nextLookDay({ looks, method, status: "PAUSED" })).toBe("2026-01-10");
});

test.each([
  ["before the first", { looks: [], method, status: "RUNNING" }],
  ["after the final one", { looks: [{ ...look, final: true }], method, status: "RUNNING" }],
  ["after all that were planned", { looks, method: { ...method, look: 28 }, status: "RUNNING" }],
  ["once it is completed", { looks, method, status: "COMPLETED" }],
] as const)("no day of a next look is told %s", (_, result) => {
  expect(nextLookDay(result)).toBeNull();
});

test("the furthest comparison is the one with the largest |z|, whatever could not be tested", () => {
  const [compared] = look.comparisons;
  if (!compared) throw new Error("The sample compares something.");
  const comparisons = [2.5, null, -3.1].map((z, index) => ({ ...compared, z, variant: `v${index}` }));
  expect(furthest({ ...look, comparisons })?.variant).toBe("v2");
  expect(furthest({ ...look, comparisons: [] })).toBeNull();
});
