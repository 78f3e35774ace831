import type { Generated } from "../api/generated.ts";

/** What an entry can be about, by what people call it. */
export const ENTITY_TYPES: Readonly<Record<Generated<"EntityType">, string>> = {
  flag: "Feature flag",
  experiment: "Experiment",
  "sdk-key": "SDK key",
  user: "User",
  "event-schema": "Event schema",
  "rejected-event": "Rejected event",
  backfill: "Backfill",
};

/** What can have been done, by what people call it. */
export const ACTIONS: Readonly<Record<Generated<"Action">, string>> = {
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
  "experiment.created": "Experiment made",
  "experiment.updated": "Experiment changed",
  "experiment.started": "Started",
  "experiment.paused": "Paused",
  "experiment.resumed": "Resumed",
  "experiment.phase_opened": "Phase opened",
  "experiment.completed": "Completed",
  "experiment.rolled_out": "Winner rolled out",
  "experiment.deleted": "Experiment deleted",
  "sdk_key.created": "Key made",
  "sdk_key.revoked": "Key revoked",
  "event_schema.created": "Event schema made",
  "event_schema.updated": "Event schema changed",
  "event_schema.deleted": "Event schema deleted",
  "rejected_event.deleted": "Rejected event deleted",
  "rejected_events.replayed": "Rejected events replayed",
  "backfill.started": "Backfill begun",
  "backfill.resumed": "Backfill resumed",
  "user.exported": "User exported",
  "user.erased": "User erased",
};

/** One write of an admin: who, when, what, and the thing before and after. */
export type AuditEntry = Generated<"EntryShown">;
export type AuditPage = Generated<"EntryPage">;

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
