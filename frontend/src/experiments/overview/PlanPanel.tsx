import { inOneText } from "../../draft/settingError.ts";
import { RATIO_AS_PERCENT } from "../../page/notations.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedField } from "../../page/TypedField.tsx";
import { lockOn } from "../page/locks.ts";
import type { ExperimentDraft, SettingName } from "../page/useExperimentDraft.ts";
import { PlanDialog } from "../plan/PlanDialog.tsx";
import { CORRECTION_HINTS, CORRECTION_NAMES, CROSSOVER_NAMES } from "../words.ts";
import { COUNT_OR_NOTHING } from "./notations.ts";

/** How long it runs, and what counts as found; fixed by the start, so that nobody is tempted afterwards. */
export function PlanPanel({ draft }: { draft: ExperimentDraft }) {
  const { saved, settings, set, errorsFor } = draft;
  const errorOf = (setting: SettingName) => inOneText(errorsFor(setting));
  const isLocked = (setting: SettingName) => lockOn(saved, setting) !== null;
  const lock = lockOn(saved, "alpha");
  return (
    <section className="panel" aria-labelledby="plan-title">
      <h4 id="plan-title">The plan</h4>
      <p className="hint">
        One look a day is planned from the first day to the last, and the error that is accepted is shared out over
        them: so it may be looked at as often as one likes, and stopped early when a look says so.
      </p>
      {lock && <p className="hint">{lock}</p>}
      <div className="plan-fields">
        <TextField
          label="First day"
          type="date"
          hint="Planned; on the start it becomes the day of the start."
          disabled={isLocked("startDate")}
          value={settings.startDate ?? ""}
          error={errorOf("startDate")}
          onText={(text) => {
            set({ startDate: text || null });
          }}
        />
        <TextField
          label="Last day"
          type="date"
          hint="Whole weeks are best, since Sundays are not like Mondays. Empty for 28 days."
          disabled={isLocked("endDate")}
          value={settings.endDate ?? ""}
          error={errorOf("endDate")}
          onText={(text) => {
            set({ endDate: text || null });
          }}
        />
        <TypedField
          label="Planned users"
          inputMode="numeric"
          hint="How many are to enrol over all variants; looks are then weighed by users instead of days. Empty to go by days."
          disabled={isLocked("plannedUsers")}
          notation={COUNT_OR_NOTHING}
          value={settings.plannedUsers}
          error={errorOf("plannedUsers")}
          onValue={(plannedUsers) => {
            set({ plannedUsers });
          }}
        />
        <TypedField
          label="Alpha in percent"
          inputMode="decimal"
          hint="How often a variant that changes nothing may be called better or worse, over all looks. 5 is usual."
          disabled={isLocked("alpha")}
          notation={RATIO_AS_PERCENT}
          value={settings.alpha}
          error={errorOf("alpha")}
          onValue={(alpha) => {
            set({ alpha });
          }}
        />
        <TypedField
          label="Power in percent"
          inputMode="decimal"
          hint="How often an effect of the planned size is to be found. 80 is usual."
          disabled={isLocked("power")}
          notation={RATIO_AS_PERCENT}
          value={settings.power}
          error={errorOf("power")}
          onValue={(power) => {
            set({ power });
          }}
        />
        <SelectField
          label="With several metrics or variants"
          hint={`The more one compares, the more wins by luck: p-values are adjusted for it. ${CORRECTION_HINTS[settings.correction]}`}
          disabled={isLocked("correction")}
          value={settings.correction}
          choices={CORRECTION_NAMES}
          error={errorOf("correction")}
          onChoose={(correction) => {
            set({ correction });
          }}
        />
        <SelectField
          label="Users who saw two variants"
          hint="By a second device, or a new phase. Both ways are always reported; this one is the headline."
          disabled={isLocked("crossover")}
          value={settings.crossover}
          choices={CROSSOVER_NAMES}
          error={errorOf("crossover")}
          onChoose={(crossover) => {
            set({ crossover });
          }}
        />
      </div>
      <div className="buttons">
        <PlanDialog experiment={saved} />
      </div>
    </section>
  );
}
