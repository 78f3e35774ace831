import { expect, test } from "vitest";
import type { JsonObject } from "../api/json.ts";
import { conditionInWords } from "./conditionInWords.ts";
import { conditionOf, demandsIn } from "./demands.ts";
import { OPERAND, OPERANDS } from "./operands.ts";

const SAYABLE: JsonObject[] = [
  {},
  { country: "GB" },
  { country: { $in: ["GB", "IE"] }, age: { $gte: 18, $lt: 65 } },
  { "app.version": { $vgte: "2.1.0" } },
  { email: { $exists: false } },
  { a: { $ne: 1 }, $and: [{ a: { $ne: 2 } }] },
];

test.each(SAYABLE)("%j is told in lines and made from them again", (condition) => {
  const demands = demandsIn(condition);
  expect(demands).not.toBeNull();
  expect(conditionOf(demands ?? [])).toEqual(condition);
});

test.each([
  { $or: [{ a: 1 }] },
  { a: { $not: { $eq: 1 } } },
  { a: { b: 1 } },
  { a: null },
  { a: { $in: [{ b: 1 }] } },
  { a: { $unknown: 1 } },
] as JsonObject[])("%j cannot be told in lines", (condition) => {
  expect(demandsIn(condition)).toBeNull();
});

test.each([
  ["GB", "GB"],
  ["18", 18],
  ['"18"', "18"],
  ["true", true],
  ['"true"', "true"],
  ['"a, b"', "a, b"],
  ["-1.5", -1.5],
] as const)("%s is taken for %j and written so again", (text, value) => {
  expect(OPERAND.read(text)).toEqual(value);
  expect(OPERAND.write(value)).toBe(text);
});

test("a list of operands may hold texts with commas", () => {
  expect(OPERANDS.read('GB, "a, b", 3')).toEqual(["GB", "a, b", 3]);
  expect(OPERANDS.write(["GB", "a, b", 3])).toBe('GB, "a, b", 3');
});

test.each([
  [{}, "everybody"],
  [{ country: "GB" }, 'country is "GB"'],
  [{ $or: [{ a: 1 }, { b: { $exists: false } }] }, "(a is 1) or (b is missing)"],
  [{ $not: { a: { $in: [1, 2] } } }, "not (a is one of 1, 2)"],
  [{ tags: { $elemMatch: { $eq: "x" } } }, 'an entry of tags fits (it is "x")'],
  [{ v: { $vgt: "1.2" } }, 'v is a version after "1.2"'],
] as [JsonObject, string][])("%j in words", (condition, words) => {
  expect(conditionInWords(condition)).toBe(words);
});
