import { isRecord, type Json } from "../api/json.ts";
import type { ProblemError } from "../api/problem.ts";
import type { Rule, RuleCondition } from "./rules/rule.ts";

export const VALUE_TYPES = ["boolean", "string", "number", "json"] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

export const ROLES = ["CLIENT", "CA", "ADMIN"] as const;
export type Role = (typeof ROLES)[number];

export type Lifetime = "temporary" | "permanent";
export type StaleReason = "expired" | "fully_on" | "fully_off" | "not_evaluated";

/** Another flag that must serve a certain value before this one serves anything but its default. */
export interface Prerequisite {
  readonly flag: string;
  /** On `{"value": …}`; left out, the other flag must serve `true`. */
  readonly condition?: RuleCondition;
}

/** What becomes of the flag at a moment; at least one of the two changes is there. */
export interface ScheduledChange {
  readonly at: string;
  readonly enabled?: boolean;
  readonly rolloutPercentage?: number;
}

export interface RolloutStep {
  readonly at: string;
  readonly percentage: number;
}

export interface ProgressiveRollout {
  readonly steps: readonly RolloutStep[];
}

/** What the flag does at this moment, after everything that was scheduled. */
export interface Effective {
  readonly enabled: boolean;
  readonly rolloutPercentage: number;
  readonly nextChangeAt: string | null;
}

/** What an admin sets with one save. */
export interface FlagSettings {
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly tags: readonly string[];
  readonly value: Json;
  readonly defaultValue: Json;
  readonly valueSchema: Json;
  readonly enabled: boolean;
  readonly rolloutPercentage: number;
  readonly roles: readonly Role[];
  readonly segments: readonly string[];
  readonly userIds: readonly string[];
  readonly excludedUserIds: readonly string[];
  readonly rules: readonly Rule[];
  readonly prerequisites: readonly Prerequisite[];
  readonly schedule: readonly ScheduledChange[];
  readonly progressiveRollout: ProgressiveRollout | null;
  readonly clientVisible: boolean;
  readonly lifetime: Lifetime;
  readonly expectedEnd: string | null;
}

export interface Flag extends FlagSettings {
  readonly key: string;
  readonly valueType: ValueType;
  readonly archived: boolean;
  readonly effective: Effective;
  readonly stale: readonly StaleReason[];
  readonly seed: string;
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export type FlagEdit = Partial<FlagSettings>;

export interface NewFlag extends FlagEdit {
  readonly key: string;
  readonly name: string;
  readonly valueType: ValueType;
}

export interface FlagPage {
  readonly items: Flag[];
  readonly nextCursor: string | null;
}

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
