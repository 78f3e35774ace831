import type { Goal, MetricRole, MetricType } from "../experiment.ts";
import type { GuardrailState, MetricResult, MetricVerdict, SampleRatio, Status, Verdict } from "./result.ts";

/** What stands in a cell instead of a figure that does not exist. */
const SHORT: Readonly<Record<Status, string>> = {
  ok: "not available",
  no_users: "no users yet",
  too_few_users: "too few users",
  no_variance: "nothing varies",
  no_baseline: "no baseline",
  too_few_events: "too few events",
  too_many_users: "not computed",
};

const LONG: Readonly<Record<Status, string>> = {
  ok: "",
  no_users: "A variant has no users yet, so nothing is known of it.",
  too_few_users: "A variant has fewer than two users: how much users differ cannot be told from one.",
  no_variance:
    "Nobody converted, everybody did, or all values are equal: there is no spread to test a difference against.",
  no_baseline:
    "The control’s value is 0 or its sign is not certain, so a change in per cent of it means nothing. The absolute difference still holds.",
  too_few_events: "Too little has happened for this figure.",
  too_many_users: "The exact test would take too long at this size; the approximate one is accurate here.",
};

/** Why a figure is missing, in two or three words; a status that this page does not know is told as it came. */
export function missingInWords(status: string | undefined): string {
  if (status === undefined) return SHORT.ok;
  return status in SHORT ? SHORT[status as Status] : status.replaceAll("_", " ");
}

/** Why figures are missing, in a sentence; empty if none is. */
export function statusInWords(status: string): string {
  return status in LONG ? LONG[status as Status] : `Not everything could be computed: ${status.replaceAll("_", " ")}.`;
}

/** How good something is; it has a colour and a mark, and words always stand beside them. */
export type Tone = "good" | "bad" | "warning" | "neutral";

export const MARKS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✗", warning: "!", neutral: "…" };

export const VERDICTS: Readonly<Record<Verdict, { readonly tone: Tone; readonly meaning: string }>> = {
  ship: { tone: "good", meaning: "The evidence is strong enough, and no guardrail speaks against it." },
  stop: { tone: "bad", meaning: "A variant does harm, or the plan has ended without a winner: end the experiment." },
  keep_running: {
    tone: "neutral",
    meaning: "Nothing is decided yet. Wait for the next look; a look in between decides nothing.",
  },
  broken: {
    tone: "warning",
    meaning:
      "Something is wrong with how users were split or counted. Find out what before you trust any figure below.",
  },
};

export const METRIC_VERDICTS: Readonly<Record<MetricVerdict, { readonly tone: Tone; readonly text: string }>> = {
  better: { tone: "good", text: "better than the control" },
  worse: { tone: "bad", text: "worse than the control" },
  no_difference: { tone: "neutral", text: "no difference that matters" },
  not_enough_data: { tone: "neutral", text: "not enough data" },
  undecided: { tone: "neutral", text: "undecided so far" },
};

export const SPLIT_VERDICTS: Readonly<Record<SampleRatio["verdict"], { readonly tone: Tone; readonly text: string }>> =
  {
    ok: { tone: "good", text: "The split is as planned" },
    mismatch: { tone: "bad", text: "The split is broken" },
    not_enough_data: { tone: "neutral", text: "Too few users to check the split" },
  };

export const GUARDRAIL_STATES: Readonly<
  Record<GuardrailState["state"], { readonly tone: Tone; readonly text: string }>
> = {
  ok: { tone: "good", text: "unharmed" },
  at_risk: { tone: "warning", text: "at risk" },
  harmed: { tone: "bad", text: "harmed" },
};

export const ROLE_TITLES: Readonly<Record<MetricRole, string>> = {
  primary: "Primary metrics",
  guardrail: "Guardrails",
  secondary: "Secondary metrics",
};

export const ROLE_MEANINGS: Readonly<Record<MetricRole, string>> = {
  primary: "These decide.",
  guardrail: "These must not get worse; one that is harmed stands against shipping whatever the others say.",
  secondary: "These explain, and decide nothing.",
};

/** What the value of a metric of each type is called. */
export const VALUE_NAMES: Readonly<Record<MetricType, string>> = {
  binomial: "Rate",
  count: "Mean per user",
  revenue: "Mean per user",
  ratio: "Ratio",
};

export const GOALS: Readonly<Record<Goal, string>> = { increase: "more is better", decrease: "less is better" };

/** What a metric measures, in a few words. */
export function kindInWords({ type, goal, currency }: Pick<MetricResult, "type" | "goal" | "currency">): string {
  const kinds = {
    binomial: "share of users who did it",
    count: "number per user",
    revenue: currency ? `money per user in ${currency}` : "money per user",
    ratio: "one sum over another",
  };
  return `${kinds[type]}, ${GOALS[goal]}`;
}
