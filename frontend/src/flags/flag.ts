import type { Generated } from "../api/generated.ts";
import { isRecord } from "../api/json.ts";
import type { ProblemError } from "../api/problem.ts";

/** A flag, as admins see it now. */
export type Flag = Generated<"FlagShown">;
export type FlagPage = Generated<"FlagPage">;
export type NewFlag = Generated<"NewFlag">;

/** What an admin sets with one save. */
export type FlagSettings = Required<Omit<Generated<"FlagChange">, "version">>;
export type FlagEdit = Partial<FlagSettings>;

export type ValueType = Generated<"ValueType">;
export type Role = Generated<"Role">;
export type Lifetime = Generated<"Lifetime">;
export type StaleReason = Generated<"Staleness">;

/** Another flag that must serve a certain value before this one serves anything but its default. */
export type Prerequisite = Generated<"FlagPrerequisite">;
/** What becomes of the flag at a moment; at least one of the two changes is there. */
export type ScheduledChange = Generated<"FlagScheduledChange-Output">;
export type RolloutStep = Generated<"FlagRolloutStep-Output">;

export const ROLES = ["CLIENT", "CA", "ADMIN"] as const satisfies readonly Role[];

/**
 * The flag with what time has made of it in the place of what was saved: this is what an admin looks at and changes, and
 * the server takes a change for one of this, too.
 */
export function asItStands(flag: Flag): Flag {
  const { enabled, rolloutPercentage } = flag.effective;
  return { ...flag, enabled, rolloutPercentage };
}

/** The flag as the server holds it now, which a refusal of a stale version carries. */
export function currentFlag(problem: ProblemError): Flag | null {
  const { current } = problem;
  // The API's document promises a whole flag here; the fields that are shown are checked all the same.
  const shown = isRecord(current) && typeof current["key"] === "string" && typeof current["version"] === "number";
  return shown ? asItStands(current as unknown as Flag) : null;
}

/** The address of a flag's page. */
export function flagAddress(key: string, section = ""): string {
  return `/admin/feature-flags/${encodeURIComponent(key)}${section && `/${section}`}`;
}

/** What a flag serves at this moment, in a few words. */
export function stateInWords({ enabled, rolloutPercentage }: { enabled: boolean; rolloutPercentage: number }): string {
  return `${enabled ? "on" : "off"}, at ${rolloutPercentage} %`;
}
