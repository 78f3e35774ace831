import type { Generated } from "../api/generated.ts";
import type { Measure } from "../dashboard/figures.ts";

/** What clients paid so far, by the month in which they registered, and what they are expected to. */
export type ClientValues = Generated<"ClientValues">;
export type ValueCohort = ClientValues["cohorts"][number];
/** What is expected in one currency. */
export type Prediction = ClientValues["predicted"][string];
export type FittedModel = Generated<"FittedModel">;

/** How the future is looked at; empty texts leave it to the API. */
export interface ValueChoices {
  readonly [name: string]: string;
  readonly horizonMonths: string;
  readonly discountRate: string;
  readonly observedTo: string;
  readonly top: string;
}

export const AS_USUAL: ValueChoices = { horizonMonths: "", discountRate: "", observedTo: "", top: "" };

/** What is told of one period; both the answer and what it says of the period before are such. */
export type Values = Pick<ClientValues, "cohorts" | "predicted">;

export const ROUTE = "/api/admin/analytics/client-ltv";

/** The currencies in which clients paid, or are expected to. */
export function currenciesOf({ cohorts, predicted }: Values): string[] {
  const paid = cohorts.flatMap(({ byCurrency }) => Object.keys(byCurrency));
  return [...new Set([...paid, ...Object.keys(predicted)])].sort();
}

/** A figure beside the one of the period before, which is unknown where nothing is said of that. */
export function beside(value: number | null, previous: number | null): Measure {
  const known = value !== null && previous !== null && previous !== 0;
  return { value, previous, change: known ? (value - previous) / Math.abs(previous) : null };
}

/** Whether there is a model, in a word or two. */
const STATUSES: Readonly<Record<string, string>> = {
  ok: "Fitted",
  at_edge: "Fitted at its edge",
  no_customers: "Nobody to fit it to",
  no_repeats: "Nobody came back yet",
  too_few_customers: "Too few clients",
  no_variance: "All clients alike",
  no_mean: "No mean",
  no_convergence: "Not found",
};

export function statusInWords({ status }: FittedModel): string {
  return STATUSES[status] ?? status;
}

/** Whether the model can be relied on. */
export function isFitted({ status }: FittedModel): boolean {
  return status === "ok" || status === "at_edge";
}
