import type { FieldError } from "../../api/problem.ts";
import { inOneText, messageAt } from "../../draft/settingError.ts";
import { CheckField } from "../../page/CheckField.tsx";
import { RATIO_AS_PERCENT } from "../../page/notations.ts";
import { TextField } from "../../page/TextField.tsx";
import { TypedField } from "../../page/TypedField.tsx";
import type { Namespace } from "../experiment.ts";

interface NamespaceFieldsProps {
  readonly namespace: Namespace | null;
  readonly errors: readonly FieldError[];
  readonly onNamespace: (namespace: Namespace | null) => void;
}

const WHOLE: Namespace = { name: "", from: 0, to: 1 };

/** The mutual-exclusion group, if there is one, and the part of its users that this experiment takes. */
export function NamespaceFields({ namespace, errors, onNamespace }: NamespaceFieldsProps) {
  const whole = inOneText(errors.filter(({ field }) => field === "namespace"));
  return (
    <fieldset>
      <legend>Mutual exclusion</legend>
      <CheckField
        label="Shares its users with no other experiment of a group"
        hint="Experiments of one group that take different parts of it never meet in one user: right for changes that would get in each other’s way, such as two of the same button. Others need none, since each draws its users on its own."
        checked={namespace !== null}
        onCheck={(checked) => {
          onNamespace(checked ? WHOLE : null);
        }}
      />
      {namespace && (
        <div className="plan-fields">
          <TextField
            label="Group"
            maxLength={100}
            hint="The same name in each of its experiments, such as “checkout”."
            value={namespace.name}
            error={messageAt(errors, "namespace.name")}
            onText={(name) => {
              onNamespace({ ...namespace, name });
            }}
          />
          <TypedField
            label="Takes users from, in percent"
            inputMode="decimal"
            hint="Of the group: 0 to 50 for one experiment, 50 to 100 for another."
            notation={RATIO_AS_PERCENT}
            value={namespace.from}
            error={messageAt(errors, "namespace.from")}
            onValue={(from) => {
              onNamespace({ ...namespace, from });
            }}
          />
          <TypedField
            label="Up to, in percent"
            inputMode="decimal"
            notation={RATIO_AS_PERCENT}
            value={namespace.to}
            error={messageAt(errors, "namespace.to")}
            onValue={(to) => {
              onNamespace({ ...namespace, to });
            }}
          />
        </div>
      )}
      {whole && (
        <small className="field-error" role="alert">
          {whole}
        </small>
      )}
    </fieldset>
  );
}
