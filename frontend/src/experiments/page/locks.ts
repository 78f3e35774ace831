import type { Experiment, ExperimentStatus } from "../experiment.ts";
import type { SettingName } from "./useExperimentDraft.ts";

/** What changes no number, and so may always be set. */
const ALWAYS: readonly SettingName[] = [
  "name",
  "description",
  "hypothesis",
  "owner",
  "tags",
  "overrides",
  "clientVisible",
];
/** What may change while users take part, within bounds. */
const WHILE_LIVE: readonly SettingName[] = ["trafficPercentage", "endDate"];

const LIVE: readonly ExperimentStatus[] = ["RUNNING", "PAUSED"];

const WHOM =
  "Whom it is for cannot change any more: users of before and after would be compared as if they were alike. Complete this experiment and start another.";
const PLAN =
  "The plan cannot change any more: changed with results in sight, it makes them say what one likes. Complete this experiment and start another.";

const REASONS: Partial<Record<SettingName, string>> = {
  variants:
    "Weights and variants are not edited while it runs: users of the old and of the new split would be mixed, and a difference between the days would look like one between the variants. A new phase draws the fewest users anew, counts apart, and shows beforehand whom it moves. Names and descriptions may be bettered here.",
  condition: WHOM,
  roles: WHOM,
  segments: WHOM,
  namespace: WHOM,
  metrics:
    "Metrics cannot change any more, but for their names: what was done before would be missing, and a goal that is chosen with results in sight proves nothing.",
  startDate: "It is the day on which the experiment was started.",
  plannedUsers: PLAN,
  alpha: PLAN,
  power: PLAN,
  correction: PLAN,
  crossover: PLAN,
};

const OVER = "The experiment is over: it can only be described better.";

/** Why a setting cannot be changed now; null when it can. The server has the last word. */
export function lockOn({ status }: Pick<Experiment, "status">, setting: SettingName): string | null {
  if (status === "DRAFT" || ALWAYS.includes(setting)) return null;
  if (LIVE.includes(status)) return WHILE_LIVE.includes(setting) ? null : (REASONS[setting] ?? null);
  return OVER;
}
