import { isRecord, type Json, type JsonObject } from "../api/json.ts";
import type { Condition } from "./condition.ts";

/** What sort of thing an operator compares with. */
export type OperandKind = "one" | "list" | "text" | "presence";

interface Operator {
  readonly name: string;
  readonly operand: OperandKind;
}

/** The comparisons that have a control; the others are written as JSON. */
export const OPERATORS = {
  $eq: { name: "is", operand: "one" },
  $ne: { name: "is not", operand: "one" },
  $in: { name: "is one of", operand: "list" },
  $nin: { name: "is none of", operand: "list" },
  $ini: { name: "is one of, in any case", operand: "list" },
  $nini: { name: "is none of, in any case", operand: "list" },
  $all: { name: "has all of", operand: "list" },
  $gt: { name: "is greater than", operand: "one" },
  $gte: { name: "is at least", operand: "one" },
  $lt: { name: "is less than", operand: "one" },
  $lte: { name: "is at most", operand: "one" },
  $exists: { name: "is there", operand: "presence" },
  $regex: { name: "matches the expression", operand: "text" },
  $regexi: { name: "matches the expression, in any case", operand: "text" },
  $notRegex: { name: "does not match the expression", operand: "text" },
  $veq: { name: "is version", operand: "text" },
  $vne: { name: "is not version", operand: "text" },
  $vgt: { name: "is a version after", operand: "text" },
  $vgte: { name: "is at least version", operand: "text" },
  $vlt: { name: "is a version before", operand: "text" },
  $vlte: { name: "is at most version", operand: "text" },
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof OPERATORS;

/** One line of a condition: what must hold of one attribute. All lines must hold. */
export interface Demand {
  readonly attribute: string;
  readonly operator: OperatorName;
  readonly operand: Json;
}

/** What an operator compares with until the admin says otherwise. */
export const FIRST_OPERANDS: Record<OperandKind, Json> = { one: "", list: [], text: "", presence: true };

/** A condition as lines, or null when lines cannot say it. */
export function demandsIn(condition: Condition): Demand[] | null {
  const demands: Demand[] = [];
  for (const [name, wanted] of Object.entries(condition)) {
    const found = name === "$and" ? demandsOfAll(wanted) : name.startsWith("$") ? null : demandsOn(name, wanted);
    if (!found) return null;
    demands.push(...found);
  }
  return demands;
}

/** The condition that all these lines make; lines without an attribute say nothing yet. */
export function conditionOf(demands: readonly Demand[]): Condition {
  const byAttribute: Record<string, Record<string, Json>> = {};
  const again: JsonObject[] = [];
  for (const { attribute, operator, operand } of demands) {
    if (attribute === "") continue;
    const said = (byAttribute[attribute] ??= {});
    // One object cannot hold the same comparison of the same attribute twice.
    if (operator in said) again.push({ [attribute]: { [operator]: operand } });
    else said[operator] = operand;
  }
  const plain = Object.entries(byAttribute).map(([name, said]): [string, Json] => [name, shortened(said)]);
  return { ...Object.fromEntries(plain), ...(again.length > 0 && { $and: again }) };
}

function demandsOfAll(conditions: Json | undefined): Demand[] | null {
  if (!Array.isArray(conditions)) return null;
  const found = (conditions as readonly Json[]).map((one) => (isRecord(one) ? demandsIn(one) : null));
  return found.every((demands) => demands !== null) ? found.flat() : null;
}

function demandsOn(attribute: string, wanted: Json): Demand[] | null {
  if (!isRecord(wanted))
    return Array.isArray(wanted) || wanted === null ? null : [{ attribute, operator: "$eq", operand: wanted }];
  const demands = Object.entries(wanted).map(([operator, operand]): Demand | null =>
    operator in OPERATORS && fits(OPERATORS[operator as OperatorName].operand, operand)
      ? { attribute, operator: operator as OperatorName, operand: operand }
      : null,
  );
  return demands.length > 0 && demands.every((demand) => demand !== null) ? demands : null;
}

function fits(kind: OperandKind, operand: Json): boolean {
  if (kind === "list") return Array.isArray(operand) && operand.every((one) => one === null || typeof one !== "object");
  if (kind === "presence") return typeof operand === "boolean";
  return kind === "text" ? typeof operand === "string" : operand !== null && typeof operand !== "object";
}

function shortened(said: Record<string, Json>): Json {
  return Object.keys(said).join() === "$eq" ? (said["$eq"] ?? null) : said;
}
