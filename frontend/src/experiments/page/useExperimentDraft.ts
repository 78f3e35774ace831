import { useApi } from "../../api/ApiContext.ts";
import type { Draft } from "../../draft/draft.ts";
import { useDraft } from "../../draft/useDraft.ts";
import { currentExperiment, type Experiment, type ExperimentSettings } from "../experiment.ts";
import { changeExperiment } from "../experimentApi.ts";
import { useReload } from "../useReload.ts";

export type SettingName = keyof ExperimentSettings;

/** An experiment with changes that are not saved yet. */
export interface ExperimentDraft extends Draft<Experiment, ExperimentSettings> {
  /** What is set, as it will be. */
  readonly settings: ExperimentSettings;
}

/** Collects the changes of an experiment's page until they are saved together. */
export function useExperimentDraft(experiment: Experiment): ExperimentDraft {
  const api = useApi();
  const draft = useDraft<Experiment, ExperimentSettings>(experiment, {
    save: (base, edit) => changeExperiment(api, base, edit),
    show: useReload(),
    currentIn: currentExperiment,
  });
  return { ...draft, settings: { ...experiment, ...draft.edit } };
}
