import { useId, useState } from "react";
import { TextField } from "../page/TextField.tsx";
import { textOf, withFields } from "../page/forms.ts";
import { lastDays, PRESET_DAYS, rangeMistake, type DayRange } from "./range.ts";

interface RangePickerProps {
  readonly range: Required<DayRange>;
  readonly today: string;
  readonly compare: boolean;
  readonly onRange: (range: DayRange) => void;
  readonly onCompare: (compare: boolean) => void;
}

/** Chooses the days and whether the period before stands beside them. */
export function RangePicker({ range, today, compare, onRange, onCompare }: RangePickerProps) {
  const [mistake, setMistake] = useState<string>();
  const compareId = useId();
  const choose = (chosen: DayRange) => {
    setMistake(rangeMistake(chosen));
    if (!rangeMistake(chosen)) onRange(chosen);
  };
  return (
    <form
      className="controls"
      aria-label="Days"
      onSubmit={withFields((fields) => {
        choose({ from: textOf(fields, "from"), to: textOf(fields, "to") });
      })}
    >
      <div className="presets" role="group" aria-label="Presets">
        {PRESET_DAYS.map((days) => {
          const preset = lastDays(days, today);
          return (
            <button
              key={days}
              type="button"
              aria-pressed={preset.from === range.from && preset.to === range.to}
              onClick={() => {
                choose(preset);
              }}
            >
              {days} days
            </button>
          );
        })}
      </div>
      {/* A field starts over when its day changes from outside. */}
      <TextField
        key={`from ${range.from}`}
        label="From"
        name="from"
        type="date"
        defaultValue={range.from}
        required
        error={mistake}
      />
      <TextField key={`to ${range.to}`} label="To" name="to" type="date" defaultValue={range.to} required />
      <button type="submit">Show</button>
      <div className="field inline">
        <input
          id={compareId}
          type="checkbox"
          checked={compare}
          onChange={(event) => {
            onCompare(event.target.checked);
          }}
        />
        <label htmlFor={compareId}>Compare with the period before</label>
      </div>
    </form>
  );
}
