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

const EXPERIMENTS = "/api/admin/experiments";
const EXPERIMENT = `${EXPERIMENTS}/{key}` as const;
const PHASES = `${EXPERIMENT}/phases` as const;

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
  return ask<Experiment>(api, "post", EXPERIMENTS, { body: sent(experiment) });
}

export function changeExperiment(api: Api, { key, version }: ExperimentAsRead, edit: ExperimentEdit) {
  return ask<Experiment>(api, "put", EXPERIMENT, { params: { path: { key } }, body: { ...sent(edit), version } });
}

/** Starts, pauses or resumes; refused with what is allowed instead where its status does not let it. */
export function moveExperiment(api: Api, { key, version }: ExperimentAsRead, move: Exclude<Move, "complete">) {
  return ask<Experiment>(api, "put", `${EXPERIMENT}/${move}`, { params: { path: { key } }, body: { version } });
}

export function completeExperiment(api: Api, { key, version }: ExperimentAsRead, completion: Completion) {
  return ask<Experiment>(api, "put", `${EXPERIMENT}/complete`, {
    params: { path: { key } },
    body: { ...completion, version },
  });
}

/** What a new phase would do; nothing is changed. */
export function previewPhase(api: Api, { key, version }: ExperimentAsRead, phase: NewPhase) {
  const body = { ...sent(phase), version, dryRun: true };
  return ask<PhasePreview>(api, "post", PHASES, { params: { path: { key } }, body });
}

export function openPhase(api: Api, { key, version }: ExperimentAsRead, phase: NewPhase) {
  const body = { ...sent(phase), version, dryRun: false };
  return ask<Experiment>(api, "post", PHASES, { params: { path: { key } }, body });
}

export function deleteExperiment(api: Api, { key, version }: ExperimentAsRead) {
  const params = { path: { key }, header: { "if-match": `"${version}"` } };
  return ask<undefined>(api, "delete", EXPERIMENT, { params });
}

/** Without what the server works out by itself: shares, and names and ids that were left empty. */
function sent({ variants, metrics, ...others }: ExperimentEdit): object {
  return {
    ...others,
    ...(variants && {
      variants: variants.map(({ id, name, description, weight, value }) => ({
        id,
        ...(name && { name }),
        description,
        weight,
        value,
      })),
    }),
    ...(metrics && {
      metrics: metrics.map(({ id, name, ...metric }) => ({ ...(id && { id }), ...(name && { name }), ...metric })),
    }),
  };
}
