import { addDays, addHours } from "date-fns";
import type { RolloutStep } from "../flag.ts";

/** What a progressive roll-out is made from. */
export interface StepPlan {
  /** ISO 8601. */
  readonly start: string;
  readonly every: number;
  readonly unit: "hours" | "days";
  /** In the order of time. */
  readonly percentages: readonly number[];
}

export const USUAL_PERCENTAGES = "1, 5, 25, 50, 100";

/** The steps of a plan. Days are days of the calendar here: a change of the clocks does not move the time of day. */
export function stepsOf({ start, every, unit, percentages }: StepPlan): RolloutStep[] {
  const add = unit === "days" ? addDays : addHours;
  return percentages.map((percentage, index) => ({ at: add(start, index * every).toISOString(), percentage }));
}

/**
 * The percentages that an admin listed.
 *
 * @throws Error that says what is wrong with them.
 */
export function percentagesIn(text: string): number[] {
  const parts = text.split(/[\s,;%]+/).filter((part) => part !== "");
  const percentages = parts.map(Number);
  if (percentages.length === 0) throw new Error("Write percentages, separated by commas.");
  if (percentages.some((one) => !(one >= 0 && one <= 100))) throw new Error("Percentages are numbers from 0 to 100.");
  if (percentages.some((one, index) => index > 0 && one < (percentages[index - 1] ?? 0))) {
    throw new Error("Percentages may not fall: users who have the flag would lose it.");
  }
  return percentages;
}
