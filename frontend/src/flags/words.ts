import type { FlagSettings, Lifetime, StaleReason, ValueType } from "./flag.ts";

/** Why a flag looks as if it could go, in a sentence. */
export const STALE_IN_WORDS: Record<StaleReason, string> = {
  expired: "past its expected end",
  fully_on: "on for everybody for 30 days",
  fully_off: "off for 30 days",
  not_evaluated: "not asked for in 30 days",
};

export const TYPE_NAMES: Record<ValueType, string> = {
  boolean: "on or off",
  string: "text",
  number: "number",
  json: "JSON",
};

export const LIFETIME_NAMES: Record<Lifetime, string> = {
  temporary: "Temporary: it goes when its work is done",
  permanent: "Permanent: such as a kill switch",
};

/** What people call the things that an admin sets. */
export const FIELD_NAMES: Record<keyof FlagSettings, string> = {
  name: "name",
  description: "description",
  owner: "owner",
  tags: "tags",
  value: "value when on",
  defaultValue: "default value",
  valueSchema: "JSON Schema",
  enabled: "on",
  rolloutPercentage: "roll-out",
  roles: "roles",
  segments: "segments",
  userIds: "included users",
  excludedUserIds: "excluded users",
  rules: "rules",
  prerequisites: "prerequisites",
  schedule: "schedule",
  progressiveRollout: "progressive roll-out",
  clientVisible: "visible to clients",
  lifetime: "lifetime",
  expectedEnd: "expected end",
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...FIELD_NAMES,
  valueType: "type of values",
  createdAt: "made at",
  createdBy: "made by",
};

/** What people call a field of a flag; fields that are not known go by their own name. */
export function fieldName(field: string): string {
  return OTHER_NAMES[field] ?? field;
}
