import { inOneText } from "../../draft/settingError.ts";
import { ListField } from "../../page/ListField.tsx";
import type { SectionProps } from "../page/sections.ts";
import { testersOf, withTesters } from "./testers.ts";

/** Users who get a certain variant to look at it, and are never counted. */
export function TestersSection({ draft }: SectionProps) {
  const { settings, set, errorsFor } = draft;
  const { variants, overrides } = settings;
  const errors = inOneText(errorsFor("overrides"));
  return (
    <div className="panel">
      <p className="hint">
        A tester gets the variant that is chosen here, whatever the targeting and the draw would say, also before the
        start and while it is paused. Testers are never counted; one who was enrolled before counts as having seen two
        variants.
      </p>
      {errors && (
        <small className="field-error" role="alert">
          {errors}
        </small>
      )}
      {variants.map(({ id, name }) => (
        <ListField
          key={id}
          label={`Testers of ${name || id}`}
          noun="tester"
          hint="User ids, one a line or separated by commas. One who tests another variant moves here."
          whenEmpty="Nobody gets this variant by name."
          items={testersOf(id, overrides)}
          onItems={(users) => {
            set({ overrides: withTesters(id, users, overrides) });
          }}
        />
      ))}
    </div>
  );
}
