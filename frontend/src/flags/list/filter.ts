export const STATES = ["all", "enabled", "disabled"] as const;
export type FlagState = (typeof STATES)[number];

/** Which flags a list shows; empty texts let everything through. */
export interface FlagFilter {
  /** Text that the key, the name, the description or a tag holds. */
  readonly search: string;
  readonly state: FlagState;
  readonly tag: string;
  readonly owner: string;
  /** Those that were put away instead of those in use. */
  readonly archived: boolean;
  /** Only those that look as if they could go. */
  readonly stale: boolean;
}

export const EVERY_FLAG: FlagFilter = { search: "", state: "all", tag: "", owner: "", archived: false, stale: false };

/** The filter as an address holds it, so that a reload or a link shows the same. */
export function filterFrom(parameters: URLSearchParams): FlagFilter {
  return {
    search: parameters.get("q") ?? "",
    state: STATES.find((state) => state === parameters.get("state")) ?? "all",
    tag: parameters.get("tag") ?? "",
    owner: parameters.get("owner") ?? "",
    archived: parameters.get("archived") === "true",
    stale: parameters.get("stale") === "true",
  };
}

export function parametersOf({ search, state, tag, owner, archived, stale }: FlagFilter): Record<string, string> {
  return {
    ...(search && { q: search }),
    ...(state !== "all" && { state }),
    ...(tag && { tag }),
    ...(owner && { owner }),
    ...(archived && { archived: "true" }),
    ...(stale && { stale: "true" }),
  };
}

export function isFiltered(filter: FlagFilter): boolean {
  return Object.keys(parametersOf(filter)).length > 0;
}
