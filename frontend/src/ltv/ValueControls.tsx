import { NumberFilter } from "../analytics/NumberFilter.tsx";
import { TextField } from "../page/TextField.tsx";
import type { ValueChoices } from "./ltv.ts";

interface ValueControlsProps {
  readonly choices: ValueChoices;
  readonly onChange: (change: Partial<ValueChoices>) => void;
}

const MOST_MONTHS = 60;
const MOST_CLIENTS = 500;

/** Chooses how far ahead to look, and from when. */
export function ValueControls({ choices, onChange }: ValueControlsProps) {
  return (
    <>
      <NumberFilter
        label="Months ahead"
        hint="12 if left empty."
        min={1}
        max={MOST_MONTHS}
        placeholder="12"
        value={choices.horizonMonths}
        onValue={(horizonMonths) => {
          onChange({ horizonMonths });
        }}
      />
      <NumberFilter
        label="Discount rate a year"
        hint="0.1 makes 1.10 of next year 1.00 of today."
        min={0}
        max={1}
        step={0.01}
        placeholder="0"
        value={choices.discountRate}
        onValue={(discountRate) => {
          onChange({ discountRate });
        }}
      />
      <NumberFilter
        label="Clients told by name"
        hint="Of each currency; 20 if left empty."
        min={0}
        max={MOST_CLIENTS}
        placeholder="20"
        value={choices.top}
        onValue={(top) => {
          onChange({ top });
        }}
      />
      <TextField
        label="Observed to"
        hint="The last day whose purchases the models see."
        type="date"
        value={choices.observedTo}
        onText={(observedTo) => {
          onChange({ observedTo });
        }}
      />
    </>
  );
}
