import { TextField } from "../../page/TextField.tsx";
import type { Measure } from "../experiment.ts";

interface MeasureFieldsProps {
  /** Which of two sums it is; empty for the only one. */
  readonly label: string;
  readonly measure: Measure;
  readonly withProperty: boolean;
  readonly errorOf: (field: string) => string | undefined;
  readonly onMeasure: (changes: { event: string } | { property: string | null }) => void;
}

/** Which events are counted, or which property of them is added up. */
export function MeasureFields({ label, measure, withProperty, errorOf, onMeasure }: MeasureFieldsProps) {
  const named = (name: string) => (label ? `${name} ${label}` : name);
  return (
    <>
      <TextField
        label={named("Event")}
        required
        maxLength={100}
        hint="Its name as it is tracked, such as payment_completed, or that of a conversion."
        spellCheck={false}
        value={measure.event}
        error={errorOf("event")}
        onText={(event) => {
          onMeasure({ event: event.trim() });
        }}
      />
      {withProperty && (
        <TextField
          label={named("Property")}
          maxLength={100}
          hint="The whole-numbered property that is added up. Empty to count each event as one, or to add up a payment’s amount."
          spellCheck={false}
          value={measure.property ?? ""}
          error={errorOf("property")}
          onText={(text) => {
            onMeasure({ property: text.trim() || null });
          }}
        />
      )}
    </>
  );
}
