import { SelectField } from "../../page/SelectField.tsx";
import { NumberFilter } from "../NumberFilter.tsx";
import type { FunnelChoices } from "./funnel.ts";

interface FunnelControlsProps {
  readonly choices: FunnelChoices;
  readonly onChange: (change: Partial<FunnelChoices>) => void;
}

const MOST_DAYS = 400;
const ROLES = { "": "Client, or all by role", CLIENT: "Client", CA: "CA", ADMIN: "Admin" };
const BREAKDOWNS = { "": "Nothing", channel: "Channel", role: "Role" };
const COHORTS = { "": "None", day: "Day", week: "Week", month: "Month" };

/** Chooses whose way is told, and how long they may take for it. */
export function FunnelControls({ choices, onChange }: FunnelControlsProps) {
  return (
    <>
      <NumberFilter
        label="Window in days"
        hint="From the registration; 30 if left empty."
        min={1}
        max={MOST_DAYS}
        placeholder="30"
        value={choices.windowDays}
        onValue={(windowDays) => {
          onChange({ windowDays });
        }}
      />
      <NumberFilter
        label="Window of a step"
        hint="Days from the step before; any if left empty."
        min={1}
        max={MOST_DAYS}
        value={choices.stepWindowDays}
        onValue={(stepWindowDays) => {
          onChange({ stepWindowDays });
        }}
      />
      <SelectField
        label="Registered as"
        value={choices.role}
        choices={ROLES}
        onChoose={(role) => {
          onChange({ role });
        }}
      />
      <SelectField
        label="Told apart by"
        value={choices.by}
        choices={BREAKDOWNS}
        onChoose={(by) => {
          onChange({ by });
        }}
      />
      <SelectField
        label="Cohorts by"
        value={choices.granularity}
        choices={COHORTS}
        onChoose={(granularity) => {
          onChange({ granularity });
        }}
      />
    </>
  );
}
