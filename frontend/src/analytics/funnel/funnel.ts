import type { Generated } from "../../api/generated.ts";

export type Funnel = Generated<"FunnelAnswer">;
export type FunnelFigures = Generated<"FunnelFigures">;
export type FunnelStep = Generated<"FunnelStep">;

export const STEP_NAMES: Readonly<Record<FunnelStep["step"], string>> = {
  registered: "Registered",
  requested: "Requested",
  paid: "Paid",
  reviewed: "Reviewed",
};

/** What the funnel is asked with; empty texts ask for nothing. */
export interface FunnelChoices {
  readonly windowDays: string;
  readonly stepWindowDays: string;
  readonly role: "" | "CLIENT" | "CA" | "ADMIN";
  readonly by: "" | "channel" | "role";
  readonly granularity: "" | "day" | "week" | "month";
}

export const DEFAULTS: FunnelChoices = { windowDays: "", stepWindowDays: "", role: "", by: "", granularity: "" };

/** What names of groups mean that no app gave. */
const GROUP_NAMES: Readonly<Record<string, string>> = { UNKNOWN: "No channel told", OTHER: "All smaller ones" };

export function groupName(name: string): string {
  return GROUP_NAMES[name] ?? name;
}
