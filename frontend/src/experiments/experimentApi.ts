import { ask, queryOf } from "../api/ask.ts";
import type { Api } from "../api/client.ts";
import type {
  Completion,
  Experiment,
  ExperimentEdit,
  ExperimentPage,
  Move,
  NewExperiment,
  NewPhase,
  PhasePreview,
} from "./experiment.ts";
import type { ExperimentFilter } from "./list/filter.ts";

type Route = Parameters<typeof ask>[2];

const EXPERIMENTS = "/api/admin/experiments" as Route;
const EXPERIMENT = `${EXPERIMENTS}/{key}` as Route;
const PHASES = `${EXPERIMENT}/phases` as Route;

/** Enough to find an experiment again as it was read: the server refuses a change when somebody else was first. */
export type ExperimentAsRead = Pick<Experiment, "key" | "version">;

export function listExperiments(
  api: Api,
  filter: ExperimentFilter,
  page: { limit: number; cursor: string | null },
  signal: AbortSignal,
) {
  const { search, status, tag, owner } = filter;
  const query = queryOf({ q: search, status, tag, owner, ...page });
  return ask<ExperimentPage>(api, "get", EXPERIMENTS, { params: { query }, signal });
}

export function readExperiment(api: Api, key: string, signal: AbortSignal) {
  return ask<Experiment>(api, "get", EXPERIMENT, { params: { path: { key } }, signal });
}

export function makeExperiment(api: Api, experiment: NewExperiment) {
  return ask<Experiment>(api, "post", EXPERIMENTS, { body: experiment });
}

export function changeExperiment(api: Api, { key, version }: ExperimentAsRead, edit: ExperimentEdit) {
  return ask<Experiment>(api, "put", EXPERIMENT, { params: { path: { key } }, body: { ...edit, version } });
}

/** Starts, pauses or resumes; refused with what is allowed instead where its status does not let it. */
export function moveExperiment(api: Api, { key, version }: ExperimentAsRead, move: Exclude<Move, "complete">) {
  const route = `${EXPERIMENT}/${move}` as Route;
  return ask<Experiment>(api, "put", route, { params: { path: { key } }, body: { version } });
}

export function completeExperiment(api: Api, { key, version }: ExperimentAsRead, completion: Completion) {
  const route = `${EXPERIMENT}/complete` as Route;
  return ask<Experiment>(api, "put", route, { params: { path: { key } }, body: { ...completion, version } });
}

/** What a new phase would do; nothing is changed. */
export function previewPhase(api: Api, { key, version }: ExperimentAsRead, phase: NewPhase) {
  const body = { ...phase, version, dryRun: true };
  return ask<PhasePreview>(api, "post", PHASES, { params: { path: { key } }, body });
}

export function openPhase(api: Api, { key, version }: ExperimentAsRead, phase: NewPhase) {
  const body = { ...phase, version, dryRun: false };
  return ask<Experiment>(api, "post", PHASES, { params: { path: { key } }, body });
}

export function deleteExperiment(api: Api, { key, version }: ExperimentAsRead) {
  const params = { path: { key }, header: { "if-match": `"${version}"` } };
  return ask<undefined>(api, "delete", EXPERIMENT, { params });
}
