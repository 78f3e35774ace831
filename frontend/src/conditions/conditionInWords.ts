import { isRecord } from "../api/json.ts";

const COMPARISONS: Record<string, string> = {
  $eq: "is",
  $ne: "is not",
  $gt: ">",
  $gte: "≥",
  $lt: "<",
  $lte: "≤",
  $in: "is one of",
  $nin: "is none of",
  $ini: "is, in any case, one of",
  $nini: "is, in any case, none of",
  $all: "has all of",
  $alli: "has, in any case, all of",
  $regex: "matches",
  $regexi: "matches, in any case,",
  $notRegex: "does not match",
  $notRegexi: "does not match, in any case,",
  $veq: "is version",
  $vne: "is not version",
  $vgt: "is a version after",
  $vgte: "is at least version",
  $vlt: "is a version before",
  $vlte: "is at most version",
  $inGroup: "is in the group",
  $notInGroup: "is not in the group",
  $type: "is of the type",
};

/** A condition as a person would say it; parts that are too deep for words stay JSON. */
export function conditionInWords(condition: unknown): string {
  if (!isRecord(condition)) return JSON.stringify(condition);
  const parts = Object.entries(condition).map(([name, wanted]) => partInWords(name, wanted));
  return parts.length > 0 ? parts.join(" and ") : "everybody";
}

function partInWords(name: string, wanted: unknown): string {
  switch (name) {
    case "$and":
      return joined(wanted, " and ");
    case "$or":
      return joined(wanted, " or ");
    case "$nor":
      return `none of (${joined(wanted, " or ")})`;
    case "$not":
      return `not (${conditionInWords(wanted)})`;
    default:
      return attributeInWords(name, wanted);
  }
}

function attributeInWords(name: string, wanted: unknown): string {
  if (!isRecord(wanted) || !Object.keys(wanted).some((operator) => operator.startsWith("$"))) {
    return `${name} is ${literal(wanted)}`;
  }
  return Object.entries(wanted)
    .map(([operator, operand]) => comparisonInWords(name, operator, operand))
    .join(" and ");
}

function comparisonInWords(name: string, operator: string, operand: unknown): string {
  switch (operator) {
    case "$exists":
      return operand === false ? `${name} is missing` : `${name} is there`;
    case "$not":
      return `not (${attributeInWords(name, operand)})`;
    case "$size":
      return isRecord(operand)
        ? attributeInWords(`number of ${name}`, operand)
        : `${name} has ${literal(operand)} entries`;
    case "$elemMatch":
      return `an entry of ${name} fits (${elementInWords(operand)})`;
    default:
      return `${name} ${COMPARISONS[operator] ?? operator} ${literal(operand)}`;
  }
}

function elementInWords(wanted: unknown): string {
  const compared = isRecord(wanted) && Object.keys(wanted).some((name) => name in COMPARISONS);
  return compared ? attributeInWords("it", wanted) : conditionInWords(wanted);
}

function joined(conditions: unknown, word: string): string {
  if (!Array.isArray(conditions)) return JSON.stringify(conditions);
  return conditions.map((one) => `(${conditionInWords(one)})`).join(word);
}

function literal(value: unknown): string {
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)).join(", ") : JSON.stringify(value);
}
