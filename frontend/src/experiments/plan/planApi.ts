import { ask } from "../../api/ask.ts";
import type { Api } from "../../api/client.ts";
import type { Plan, PlanQuestion } from "./plan.ts";

const PLAN = "/api/admin/experiments/plan";

/** How many users and days an experiment takes; nothing is kept. */
export function planExperiment(api: Api, question: PlanQuestion) {
  return ask<Plan>(api, "post", PLAN, { body: question });
}
