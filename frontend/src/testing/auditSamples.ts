import type { AuditEntry } from "../audit/entry.ts";

/** One change of the flag of the samples. */
export function anEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: "20260102T000000000000Z-00000000",
    at: "2026-01-02T00:00:00Z",
    actor: "somebody",
    actorKind: "user",
    action: "flag.updated",
    entity: { type: "flag", id: "new_checkout" },
    version: 2,
    changed: ["name", "userIds"],
    before: { key: "new_checkout", name: "New checkout", userIds: ["ann", "bob"], enabled: false, version: 1 },
    after: { key: "new_checkout", name: "Newer checkout", userIds: ["bob", "cleo"], enabled: false, version: 2 },
    requestId: "request-1",
    ...changes,
  };
}
