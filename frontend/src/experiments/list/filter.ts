import { STATUSES, type ExperimentStatus } from "../experiment.ts";

/** Which experiments a list shows; empty texts let everything through. */
export interface ExperimentFilter {
  /** Text that the key, the name, the description, the hypothesis or a tag holds. */
  readonly search: string;
  readonly status: ExperimentStatus | "";
  readonly tag: string;
  readonly owner: string;
}

export const EVERY_EXPERIMENT: ExperimentFilter = { search: "", status: "", tag: "", owner: "" };

/** The filter as an address holds it, so that a reload or a link shows the same. */
export function filterFrom(parameters: URLSearchParams): ExperimentFilter {
  return {
    search: parameters.get("q") ?? "",
    status: STATUSES.find((status) => status === parameters.get("status")) ?? "",
    tag: parameters.get("tag") ?? "",
    owner: parameters.get("owner") ?? "",
  };
}

export function parametersOf({ search, status, tag, owner }: ExperimentFilter): Record<string, string> {
  return {
    ...(search && { q: search }),
    ...(status && { status }),
    ...(tag && { tag }),
    ...(owner && { owner }),
  };
}

export function isFiltered(filter: ExperimentFilter): boolean {
  return Object.keys(parametersOf(filter)).length > 0;
}
