import type { JsonObject } from "../api/json.ts";

/** What an entry can be about, by what people call it. */
export const ENTITY_TYPES = { flag: "Feature flag", "sdk-key": "SDK key" };

/** What can have been done, by what people call it. */
export const ACTIONS: Readonly<Record<string, string>> = {
  "flag.created": "Made",
  "flag.updated": "Changed",
  "flag.enabled": "Switched on",
  "flag.disabled": "Switched off",
  "flag.rollout_changed": "Rolled out",
  "flag.archived": "Archived",
  "flag.restored": "Restored",
  "flag.deleted": "Deleted",
  "flag.reverted": "Put back",
  "flag.imported": "Imported",
  "sdk_key.created": "Key made",
  "sdk_key.revoked": "Key revoked",
};

/** One write of an admin: who, when, what, and the thing before and after. */
export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly actorKind: string;
  readonly action: string;
  readonly entity: { readonly type: string; readonly id: string };
  /** The thing's version from then on; null if it has none. */
  readonly version: number | null;
  /** Null if the thing did not exist. */
  readonly before: JsonObject | null;
  /** Null if the thing is gone. */
  readonly after: JsonObject | null;
  readonly requestId: string;
}

export interface AuditPage {
  readonly items: AuditEntry[];
  readonly nextCursor: string | null;
}

/** Which entries to show; empty texts let everything through. */
export interface AuditQuestion {
  readonly actor: string;
  /** Such as `flag:new_checkout`. */
  readonly entity: string;
  readonly entityType: string;
  readonly action: string;
  /** Days of the browser's calendar, both included. */
  readonly from: string;
  readonly to: string;
}

export const EVERY_ENTRY: AuditQuestion = { actor: "", entity: "", entityType: "", action: "", from: "", to: "" };
