import { TextField } from "../../page/TextField.tsx";
import type { Measure } from "../experiment.ts";

interface MeasureFieldsProps {
  /** Which of two sums it is; empty for the only one. */
  readonly label: string;
  readonly measure: Measure;
  /** What a property would do; null where there is none. */
  readonly propertyHint: string | null;
  readonly errorOf: (field: string) => string | undefined;
  readonly onMeasure: (changes: { event: string } | { property: string | null }) => void;
}

/** Which events are counted, or which property of them is added up. */
export function MeasureFields({ label, measure, propertyHint, errorOf, onMeasure }: MeasureFieldsProps) {
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
      {propertyHint && (
        <TextField
          label={named("Property")}
          maxLength={100}
          hint={propertyHint}
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
