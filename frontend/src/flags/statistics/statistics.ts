import type { Json } from "../../api/json.ts";

/** How often a flag came out as one value. */
export interface CountedValue {
  /** Null if it is too long to be counted by; then the variant alone tells. */
  readonly value: Json;
  readonly variant: string;
  readonly count: number;
}

export interface EvaluationDay {
  readonly day: string;
  readonly total: number;
  readonly byValue: readonly CountedValue[];
}

/** How many users, and of how many per cent of those of their role. */
export interface UserShare {
  readonly users: number;
  readonly percentage: number;
}

/** How many known users would be served one value now. */
export interface CoveredValue extends UserShare {
  readonly value: Json;
  readonly variant: string;
  readonly byRole: Readonly<Record<string, UserShare>>;
}

/** For how many known users a flag is worth what, as it is now. */
export interface Coverage {
  /** Whether all users were seen; if not, asking again goes on from there. */
  readonly complete: boolean;
  /** About which part of all users was seen, 0 to 1. */
  readonly progress: number;
  readonly users: { readonly total: number; readonly byRole: Readonly<Record<string, number>> };
  readonly byValue: readonly CoveredValue[];
  readonly asOf: string;
}

export interface FlagStatistics {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly asOf: string;
  readonly evaluations: {
    readonly total: number;
    /** The most frequent first. */
    readonly byValue: readonly (CountedValue & { readonly share: number })[];
    readonly daily: readonly EvaluationDay[];
  };
  readonly lastEvaluatedAt: string | null;
  /** Null until all were seen. */
  readonly usersKnown: number | null;
  readonly coverage: Coverage;
}
