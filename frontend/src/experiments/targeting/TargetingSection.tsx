import { ConditionEditor } from "../../conditions/ConditionEditor.tsx";
import { inOneText } from "../../draft/settingError.ts";
import { ROLES } from "../../flags/flag.ts";
import { CheckField } from "../../page/CheckField.tsx";
import { ListField } from "../../page/ListField.tsx";
import { Lockable } from "../page/Lockable.tsx";
import { lockOn } from "../page/locks.ts";
import type { SectionProps } from "../page/sections.ts";
import { NamespaceFields } from "./NamespaceFields.tsx";

const ROLE_NAMES = { CLIENT: "Clients", CA: "CAs", ADMIN: "Admins" };

/** Whom the experiment is for. */
export function TargetingSection({ draft }: SectionProps) {
  const { saved, settings, set, errorsFor } = draft;
  const roleErrors = inOneText(errorsFor("roles"));
  return (
    <div className="panel">
      <p className="hint">
        Only users who meet all of this can enrol; the others get no variant and are not counted. Narrow it to whom the
        change can reach: users who never see it only add noise.
      </p>
      <Lockable lock={lockOn(saved, "condition")}>
        <ConditionEditor
          condition={settings.condition}
          error={inOneText(errorsFor("condition"))}
          onCondition={(condition) => {
            set({ condition });
          }}
        />
        <fieldset>
          <legend>Roles</legend>
          <small className="hint">Only users with one of these roles enrol; with none ticked, everybody does.</small>
          <div className="buttons">
            {ROLES.map((role) => (
              <CheckField
                key={role}
                label={ROLE_NAMES[role]}
                checked={settings.roles.includes(role)}
                onCheck={(checked) => {
                  set({ roles: ROLES.filter((one) => (one === role ? checked : settings.roles.includes(one))) });
                }}
              />
            ))}
          </div>
          {roleErrors && (
            <small className="field-error" role="alert">
              {roleErrors}
            </small>
          )}
        </fieldset>
        <ListField
          label="Segments"
          noun="segment"
          hint="Keys of segments. Only users in one of them enrol."
          whenEmpty="Users enrol whatever segment they are in."
          items={settings.segments}
          error={inOneText(errorsFor("segments"))}
          onItems={(segments) => {
            set({ segments });
          }}
        />
        <NamespaceFields
          namespace={settings.namespace}
          errors={errorsFor("namespace")}
          onNamespace={(namespace) => {
            set({ namespace });
          }}
        />
      </Lockable>
    </div>
  );
}
