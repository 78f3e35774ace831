import { useId, useState } from "react";
import { TextField } from "../page/TextField.tsx";
import { textOf, withFields } from "../page/forms.ts";
import type { Days } from "../analytics/useDays.ts";
import { lastDays, PRESET_DAYS, rangeMistake, type DayRange } from "./range.ts";
import { TimeZoneField } from "./TimeZoneField.tsx";

interface RangePickerProps {
  readonly range: Required<DayRange>;
  readonly today: string;
  readonly compare: boolean;
  /** Null where days are the business's for good; empty for the business's. */
  readonly timeZone: string | null;
  readonly onDays: (days: Partial<Days>) => void;
}

/** Chooses the days, whose they are, and whether the period before stands beside them. */
export function RangePicker({ range, today, compare, timeZone, onDays }: RangePickerProps) {
  const [mistake, setMistake] = useState<string>();
  const compareId = useId();
  const choose = (chosen: DayRange, zone: Pick<Partial<Days>, "timeZone"> = {}) => {
    setMistake(rangeMistake(chosen));
    if (!rangeMistake(chosen)) onDays({ range: chosen, ...zone });
  };
  return (
    <form
      className="controls"
      aria-label="Days"
      onSubmit={withFields((fields) => {
        choose(
          { from: textOf(fields, "from"), to: textOf(fields, "to") },
          timeZone === null ? {} : { timeZone: textOf(fields, "timeZone").trim() },
        );
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
      {timeZone !== null && <TimeZoneField key={`zone ${timeZone}`} timeZone={timeZone} />}
      <button type="submit">Show</button>
      <div className="field inline">
        <input
          id={compareId}
          type="checkbox"
          checked={compare}
          onChange={(event) => {
            onDays({ compare: event.target.checked });
          }}
        />
        <label htmlFor={compareId}>Compare with the period before</label>
      </div>
    </form>
  );
}
