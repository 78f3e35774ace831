import type { Generated } from "../api/generated.ts";
import { SelectField } from "../page/SelectField.tsx";

export type WeekStart = Generated<"WeekStart">;

const DAYS: Readonly<Record<WeekStart, string>> = {
  monday: "Monday",
  tuesday: "Tuesday",
  wednesday: "Wednesday",
  thursday: "Thursday",
  friday: "Friday",
  saturday: "Saturday",
  sunday: "Sunday",
};

interface WeekStartFieldProps {
  readonly value: WeekStart;
  readonly onChoose: (day: WeekStart) => void;
}

/** Chooses the day with which weeks begin. */
export function WeekStartField({ value, onChoose }: WeekStartFieldProps) {
  return <SelectField label="Weeks begin on" value={value} choices={DAYS} onChoose={onChoose} />;
}
