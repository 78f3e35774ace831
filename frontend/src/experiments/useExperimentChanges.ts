import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import type { Completion, Experiment, Move, NewExperiment, NewPhase } from "./experiment.ts";
import {
  completeExperiment,
  deleteExperiment,
  makeExperiment,
  moveExperiment,
  openPhase,
  previewPhase,
} from "./experimentApi.ts";
import { dropExperiment, EXPERIMENTS, showExperiment } from "./experimentCache.ts";

type OnDone = (changed: Experiment) => void;

export function useExperimentCreation() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (experiment: NewExperiment) => makeExperiment(api, experiment),
    onSuccess: () => cache.invalidateQueries({ queryKey: [EXPERIMENTS] }),
  });
}

/** Starts, pauses or resumes the experiment as it was read: the server refuses it when somebody else was first. */
export function useMove(experiment: Experiment, onDone: OnDone) {
  const api = useApi();
  return useShown((move: Exclude<Move, "complete">) => moveExperiment(api, experiment, move), onDone);
}

export function useCompletion(experiment: Experiment, onDone: OnDone) {
  const api = useApi();
  return useShown((completion: Completion) => completeExperiment(api, experiment, completion), onDone);
}

/** Asks what a new phase would do; nothing is changed. */
export function usePhasePreview(experiment: Experiment) {
  const api = useApi();
  return useMutation({ mutationFn: (phase: NewPhase) => previewPhase(api, experiment, phase) });
}

export function usePhaseOpening(experiment: Experiment, onDone: OnDone) {
  const api = useApi();
  return useShown((phase: NewPhase) => openPhase(api, experiment, phase), onDone);
}

/** Deletes the experiment as it was read: what somebody else has made of it meanwhile is not thrown away unseen. */
export function useDeletion(experiment: Experiment, onDeleted: () => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => deleteExperiment(api, experiment),
    onSuccess() {
      // First, because the page that listens goes with its experiment.
      onDeleted();
      dropExperiment(cache, experiment.key);
    },
  });
}

/** A change whose outcome is shown wherever the experiment is. */
function useShown<Change>(mutationFn: (change: Change) => Promise<Experiment>, onDone: OnDone) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess(changed: Experiment) {
      // First, because the button that listens goes with the status that it was for.
      onDone(changed);
      showExperiment(cache, changed);
    },
  });
}
