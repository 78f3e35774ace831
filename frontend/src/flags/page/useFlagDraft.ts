import { useApi } from "../../api/ApiContext.ts";
import type { Draft } from "../../draft/draft.ts";
import { useDraft } from "../../draft/useDraft.ts";
import { currentFlag, type Flag, type FlagSettings } from "../flag.ts";
import { changeFlag } from "../flagApi.ts";
import { useReload } from "../useReload.ts";

export type SettingName = keyof FlagSettings;

/** A flag with changes that are not saved yet. */
export interface FlagDraft extends Draft<Flag, FlagSettings> {
  /** The flag as it will be. */
  readonly flag: Flag;
}

/** Collects the changes of a flag's page until they are saved together, based on the version that they began with. */
export function useFlagDraft(flag: Flag): FlagDraft {
  const api = useApi();
  const draft = useDraft<Flag, FlagSettings>(flag, {
    save: (base, edit) => changeFlag(api, base, edit),
    show: useReload(),
    currentIn: currentFlag,
  });
  return { ...draft, flag: { ...flag, ...draft.edit } };
}
