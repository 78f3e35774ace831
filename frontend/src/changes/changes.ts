import { isRecord, sameJson } from "../api/json.ts";

/** One field that differs between two states of a thing. */
export interface Change {
  readonly field: string;
  /** Undefined where there was none. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields that every save touches, or that are worked out and not set. */
const BOOKKEEPING = ["version", "updatedAt", "updatedBy", "effective", "stale", "allowedMoves"];

/** What differs between two states of a thing, field by field. */
export function changesBetween(before: object | null, after: object | null): Change[] {
  const one = asRecord(before);
  const other = asRecord(after);
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names
    .filter((name) => !BOOKKEEPING.includes(name) && !sameJson(one[name], other[name]))
    .map((field) => ({ field, before: one[field], after: other[field] }));
}

/** How a list has changed: what came, what went. Null when these are no lists of simple things. */
export function listChange({ before, after }: Change): { added: string[]; removed: string[] } | null {
  if (!isSimpleList(before) || !isSimpleList(after)) return null;
  return {
    added: after.filter((item) => !before.includes(item)),
    removed: before.filter((item) => !after.includes(item)),
  };
}

/** How a list of things with ids has changed, such as rules. Null when these are none. */
export function itemChanges({ before, after }: Change): Change[] | null {
  if (!isListOfItems(before) || !isListOfItems(after)) return null;
  const ids = [...new Set([...before, ...after].map(({ id }) => id))];
  const find = (items: readonly Item[], id: string) => items.find((item) => item.id === id);
  const changed = ids
    .map((id) => ({ field: id, before: find(before, id), after: find(after, id) }))
    .filter((one) => !sameJson(one.before, one.after));
  return changed.length > 0 ? changed : null;
}

interface Item {
  readonly id: string;
}

function isSimpleList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isListOfItems(value: unknown): value is Item[] {
  return Array.isArray(value) && value.every((item) => isRecord(item) && typeof item["id"] === "string");
}

function asRecord(state: object | null): Record<string, unknown> {
  return isRecord(state) ? state : {};
}
