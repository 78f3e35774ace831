import { SelectField } from "../page/SelectField.tsx";
import { WeekStartField, type WeekStart } from "./WeekStartField.tsx";
import type { Granularity } from "./span.ts";

const GRANULARITIES: Readonly<Record<Granularity, string>> = { day: "Day", week: "Week", month: "Month" };

export interface SpanChoices {
  readonly granularity: Granularity;
  readonly weekStart: WeekStart;
}

interface SpanFieldsProps {
  readonly choices: SpanChoices;
  readonly onChange: (change: Partial<SpanChoices>) => void;
}

/** Chooses what a row is, and with which day weeks begin. */
export function SpanFields({ choices: { granularity, weekStart }, onChange }: SpanFieldsProps) {
  return (
    <>
      <SelectField
        label="A row for each"
        value={granularity}
        choices={GRANULARITIES}
        onChoose={(chosen) => {
          onChange({ granularity: chosen });
        }}
      />
      {granularity === "week" && (
        <WeekStartField
          value={weekStart}
          onChoose={(chosen) => {
            onChange({ weekStart: chosen });
          }}
        />
      )}
    </>
  );
}
