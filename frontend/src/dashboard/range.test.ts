import { expect, test } from "vitest";
import { lastDays, rangeMistake, todayIn } from "./range.ts";

test("the last 7 days are today and the 6 before it", () => {
  expect(lastDays(7, "2026-03-03")).toEqual({ from: "2026-02-25", to: "2026-03-03" });
});

test("a change of the clocks moves no day", () => {
  expect(lastDays(30, "2026-04-10")).toEqual({ from: "2026-03-12", to: "2026-04-10" });
});

test("today depends on the time zone", () => {
  const instant = new Date("2026-01-17T20:00:00Z");
  expect(todayIn("Europe/London", instant)).toBe("2026-01-17");
  expect(todayIn("Asia/Kolkata", instant)).toBe("2026-01-18");
});

test("a range that ends before it starts is a mistake", () => {
  expect(rangeMistake({ from: "2026-01-02", to: "2026-01-01" })).toContain("must not be after");
  expect(rangeMistake({ from: "2026-01-01", to: "2026-01-01" })).toBeUndefined();
});
