import { OBJECT_OR_NOTHING } from "../../page/notations.ts";
import { TypedArea } from "../../page/TypedField.tsx";
import type { SectionProps } from "../page/sections.ts";
import { inOneText } from "../../draft/settingError.ts";
import { TYPE_NAMES } from "../words.ts";
import { ValueField } from "./ValueField.tsx";

/** What the flag serves, and for JSON what shape it must have. */
export function ValuesSection({ draft }: SectionProps) {
  const { flag, set, errorsFor } = draft;
  return (
    <div className="panel">
      <p className="hint">
        The values of this flag are of the type <strong>{TYPE_NAMES[flag.valueType]}</strong>, for ever: code relies on
        it.
      </p>
      <ValueField
        label="Value when on"
        type={flag.valueType}
        hint="For included users and for those in the roll-out. Rules may serve others."
        value={flag.value}
        error={inOneText(errorsFor("value"))}
        onValue={(value) => {
          set({ value });
        }}
      />
      <ValueField
        label="Default value"
        type={flag.valueType}
        hint="For everybody else, and for all while the flag is off."
        value={flag.defaultValue}
        error={inOneText(errorsFor("defaultValue"))}
        onValue={(defaultValue) => {
          set({ defaultValue });
        }}
      />
      {flag.valueType === "json" && (
        <TypedArea
          label="JSON Schema"
          hint="Every value of this flag, those in rules included, must satisfy it when it is saved (draft 2020-12). Empty for no check."
          rows={10}
          notation={OBJECT_OR_NOTHING}
          value={flag.valueSchema ?? undefined}
          error={inOneText(errorsFor("valueSchema"))}
          onValue={(valueSchema) => {
            set({ valueSchema: valueSchema ?? null });
          }}
        />
      )}
    </div>
  );
}
