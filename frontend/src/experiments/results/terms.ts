/** What a term of statistics means to somebody who has to decide by it. */
export interface TermMeaning {
  readonly title: string;
  readonly text: readonly string[];
  /** Where the method is described. */
  readonly source?: string;
}

/** In the order in which they are met on the page. */
export const TERMS = {
  decision: {
    title: "Decision",
    text: [
      "What the rule that was fixed before the start says now. Ship: a look found a primary metric better, and no guardrail is harmed. Stop: a variant does harm, or the plan ended without a winner. Keep running: neither yet. Broken: the figures cannot be trusted, whatever they say.",
      "It is taken at looks only, so a figure that jumps in between does not move it.",
    ],
  },
  sampleRatio: {
    title: "Sample ratio",
    text: [
      "Whether each variant got the share of users that its weight promises. A split of 50,000 to 51,200 looks close, but chance hardly ever does that to an even split: something loses users of one variant, such as a crash, a redirect or a bot filter.",
      "Who is lost is seldom lost at random, so every other figure may be wrong in either direction. The alarm spends a small alpha over all looks, so that looking daily does not make it ring.",
    ],
  },
  crossover: {
    title: "Crossed users",
    text: [
      "Users who have seen two variants: a guest who signed in as somebody else, a tester who was moved, or somebody whose variant changed with a new phase.",
      "Excluding them compares clean groups. Counting them by what they saw first in the phase keeps everybody who was drawn, and waters the difference down. If the two disagree, find out why so many crossed.",
    ],
  },
  look: {
    title: "Look",
    text: [
      "A scheduled evaluation, at the end of each day of the business. Deciding at the first moment a p-value falls below 5 % finds a difference in 27 of 100 experiments that have none, if you look on 28 days.",
      "Here each look may use only the part of alpha that is set aside for it, so you may look every day and stop as soon as a boundary is crossed.",
    ],
    source: "O’Brien & Fleming 1979; Lan & DeMets 1983",
  },
  alphaSpent: {
    title: "Alpha spent",
    text: [
      "Alpha is the risk of a false winner that you accepted, over all looks together. Almost none of it is spent early, when a few users can look like anything; most is left for the planned end.",
    ],
    source: "Lan & DeMets 1983",
  },
  information: {
    title: "Information",
    text: ["How far the plan is done, from 0 to 100 %. It says how much of alpha may be spent by now."],
  },
  boundary: {
    title: "Boundary",
    text: [
      "How many standard errors a difference has to lie from nothing to count at this look. It is high early and comes close to 1.96 (for an alpha of 5 %) at the planned end.",
      "Where several variants or metrics are compared, each comparison is held against a boundary for its own share of alpha, which is higher.",
    ],
  },
  conversions: {
    title: "Conversions",
    text: [
      "Users who did what the metric is about at least once after they were first shown a variant, within its window.",
    ],
  },
  value: {
    title: "Rate, mean or ratio",
    text: [
      "A rate is the share of users who did it. A mean is the sum over all users of the variant, those with nothing included, divided by their number. A ratio is one sum over another, such as clicks over sessions.",
    ],
  },
  lift: {
    title: "Lift",
    text: [
      "By how much the variant’s value is above the control’s: in per cent of the control’s value (relative), or as a plain difference (absolute). From 10 % to 11 % is a lift of +10 %, or +1 percentage point (pp).",
      "Both are two ways of saying the same. There is one test, so switching between them changes no p-value and no verdict.",
    ],
    source:
      "Relative: logarithm of the ratio, Katz et al. 1978. Absolute: Newcombe 1998 for rates, Welch 1947 for means",
  },
  interval: {
    title: "Interval",
    text: [
      "The values of the true difference that fit what was seen. Built this way, 95 of 100 intervals hold the true difference (at an alpha of 5 %). “+12.4 % [+3.1 %, +22.5 %]” says: probably better, by somewhere between a little and a lot. A wide one says that you know little, whatever its middle is.",
      "It is that of a single look. If you look every day, it will leave out nothing on some day by chance; so it describes, and the boundaries decide.",
    ],
  },
  p: {
    title: "p",
    text: [
      "How often a difference at least this large would be seen if there were none, at a single look. It is not the probability that the variant is no better, and a large p is no proof that nothing changed.",
      "Below one thousandth it is written as a power of ten, with its logarithm beside it. It does not decide: the boundaries of the looks do.",
    ],
  },
  adjustedP: {
    title: "Adjusted p",
    text: [
      "p after allowing for how many comparisons were made. With 20 metrics that nothing changed, one has p < 0.05 on average; adjusting keeps the risk over all variants and metrics of a role.",
    ],
    source: "Holm 1979; Benjamini & Hochberg 1995",
  },
  log10P: {
    title: "log₁₀ p",
    text: [
      "The power of ten of p: −2 is 0.01, −10 is one in ten thousand millions. It keeps apart what would otherwise be written as 0.",
    ],
  },
  alwaysValidP: {
    title: "Always-valid p",
    text: [
      "A p-value that holds at any moment, however often you look, also between looks. It pays for that by being larger, so it needs more users to show the same difference.",
    ],
    source: "Johari et al. 2022; Waudby-Smith et al. 2021",
  },
  probabilityBest: {
    title: "Probability best",
    text: [
      "The probability that this variant is the best of all, given what was seen and no opinion before it. All variants together have 100 %. With no difference and few users, one of two can stand at 90 % by chance: it decides nothing here.",
    ],
  },
  expectedLoss: {
    title: "Expected loss",
    text: [
      "What you would lose on average, in the metric’s own unit, if you chose this variant and the control were better. A variant with a small one is a safe choice even if it is not proved to be the best.",
    ],
  },
  power: {
    title: "Power",
    text: [
      "The probability that the planned end finds the difference if what is seen so far is the truth (conditional power). If it is low, going on to the planned end will probably find nothing; finding nothing with low power means little.",
    ],
  },
  minimumDetectableEffect: {
    title: "Smallest detectable lift",
    text: ["The smallest lift that the users so far would show with the wanted power. Smaller ones are mostly missed."],
  },
  daysRemaining: {
    title: "Days left",
    text: [
      "About how many more days at the current traffic it takes to find, with the wanted power, an effect as large as the one seen so far. It moves as both do.",
    ],
  },
  guardrail: {
    title: "Guardrail",
    text: [
      "A metric that must not get worse by more than its margin. It is at risk while it looks worse than that, and harmed when a look has confirmed it.",
    ],
  },
  cuped: {
    title: "CUPED",
    text: [
      "Users differ before they ever see a variant. Taking out what was known of them by then leaves less noise, as if there were more users; it moves no difference on average.",
    ],
    source: "Deng et al. 2013",
  },
  phase: {
    title: "Phase",
    text: [
      "A time in which weights and variants stayed the same. Mixing two of them can turn a result round (Simpson’s paradox), so each is evaluated alone.",
    ],
  },
  statistics: {
    title: "Statistics and their hash",
    text: [
      "The counts and sums that every figure here is computed from. With them and the method’s version anybody can compute the result again; the hash shows that they started from the same.",
    ],
  },
} as const satisfies Readonly<Record<string, TermMeaning>>;

export type TermName = keyof typeof TERMS;
