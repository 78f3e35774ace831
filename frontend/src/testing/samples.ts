import type { Dashboard } from "../dashboard/figures.ts";
import type { Flag } from "../flags/flag.ts";

/** One figure of the dashboard. */
export function measure(value: number, previous: number | null = null, change: number | null = null) {
  return { value, previous, change };
}

/** A quiet month in London. */
export function aDashboard(changes: Partial<Dashboard> = {}): Dashboard {
  return {
    from: "2011-11-01",
    to: "2011-11-30",
    period: { from: "2011-11-01", to: "2011-11-30" },
    timeZone: "Europe/London",
    asOf: "2011-12-01T00:05:00Z",
    definitionVersion: 2,
    completeness: { status: "complete", daysComplete: 30, days: 30, pendingBuckets: 0 },
    users: {
      new: measure(0),
      active: measure(0),
      newByRole: {},
      activeByRole: {},
      activeNew: measure(0),
      activeReturning: measure(0),
    },
    requests: { created: measure(0), byStatus: {}, reached: {}, reachedRate: {} },
    revenue: {
      payingCustomers: measure(0),
      newCustomers: measure(0),
      returningCustomers: measure(0),
      byCurrency: {},
    },
    engagement: {
      dau: measure(0),
      wau: measure(0),
      mau: measure(0),
      stickiness: { value: null, previous: null, change: null },
    },
    daily: [],
    ...changes,
  };
}

export function aFlag(changes: Partial<Flag> = {}): Flag {
  const { enabled = false, rolloutPercentage = 100 } = changes;
  return {
    key: "new_checkout",
    name: "New checkout",
    description: "",
    owner: "",
    tags: [],
    valueType: "boolean",
    value: true,
    defaultValue: false,
    valueSchema: null,
    enabled,
    rolloutPercentage,
    roles: [],
    segments: [],
    userIds: [],
    excludedUserIds: [],
    rules: [],
    prerequisites: [],
    schedule: [],
    progressiveRollout: null,
    clientVisible: false,
    lifetime: "temporary",
    expectedEnd: null,
    archived: false,
    effective: { enabled, rolloutPercentage, nextChangeAt: null },
    stale: [],
    seed: "seed",
    version: 7,
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-02T00:00:00Z",
    createdBy: "admin",
    updatedBy: "admin",
    ...changes,
  };
}
