import type { Override } from "../experiment.ts";

/** Who gets a variant by name. */
export function testersOf(variant: string, overrides: readonly Override[]): string[] {
  return overrides.filter((override) => override.variant === variant).map(({ userId }) => userId);
}

/** The overrides with these testers of a variant; each of them tests no other one. */
export function withTesters(variant: string, users: readonly string[], overrides: readonly Override[]): Override[] {
  const others = overrides.filter((override) => override.variant !== variant && !users.includes(override.userId));
  return [...others, ...users.map((userId) => ({ userId, variant }))];
}
