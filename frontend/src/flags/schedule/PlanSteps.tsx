import { useState } from "react";
import { browserTimeZone, fromLocalText, toLocalText } from "../../format/localTime.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TextField } from "../../page/TextField.tsx";
import type { RolloutStep } from "../flag.ts";
import { StepTable } from "./StepTable.tsx";
import { percentagesIn, stepsOf, USUAL_PERCENTAGES, type StepPlan } from "./steps.ts";

const UNITS = { hours: "hours", days: "days" };

/** Plans a progressive roll-out from a start, a pace and percentages, and shows when it would be where. */
export function PlanSteps({ onPlan }: { onPlan: (steps: readonly RolloutStep[]) => void }) {
  const [start, setStart] = useState(() => toLocalText(new Date(Date.now() + 3_600_000)));
  const [every, setEvery] = useState("1");
  const [unit, setUnit] = useState<StepPlan["unit"]>("days");
  const [listed, setListed] = useState(USUAL_PERCENTAGES);
  const planned = plan(start, Number(every), unit, listed);
  return (
    <form
      aria-label="Plan a progressive roll-out"
      onSubmit={(event) => {
        event.preventDefault();
        if (Array.isArray(planned)) onPlan(planned);
      }}
    >
      <div className="controls hinted">
        <TextField
          label="Start"
          type="datetime-local"
          required
          hint={`In ${browserTimeZone()}.`}
          value={start}
          onText={setStart}
        />
        <TextField label="A step every" type="number" min={1} max={1000} required value={every} onText={setEvery} />
        <SelectField label="Unit" value={unit} choices={UNITS} onChoose={setUnit} />
        <TextField
          label="Percentages"
          hint="Separated by commas, never falling."
          required
          value={listed}
          error={typeof planned === "string" ? planned : undefined}
          onText={setListed}
        />
        <button type="submit" disabled={!Array.isArray(planned)}>
          Use these steps
        </button>
      </div>
      {Array.isArray(planned) && <StepTable steps={planned} caption="Preview" />}
    </form>
  );
}

/** The steps, or what is wrong with the plan. */
function plan(start: string, every: number, unit: StepPlan["unit"], listed: string): RolloutStep[] | string {
  const at = fromLocalText(start);
  if (!at) return "Choose a start.";
  if (!(every >= 1)) return "A step takes at least one hour or one day.";
  try {
    return stepsOf({ start: at, every, unit, percentages: percentagesIn(listed) });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
