import { useState } from "react";
import { asProblem } from "../../api/problem.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { SelectField } from "../../page/SelectField.tsx";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { TextField } from "../../page/TextField.tsx";
import { textOf, withFields } from "../../page/forms.ts";
import { useMistakes } from "../../page/useMistakes.ts";
import { MistakesContext } from "../../page/mistakes.ts";
import type { Flag, Lifetime, NewFlag, ValueType } from "../flag.ts";
import { useFlagCreation } from "../useFlagChanges.ts";
import { ValueField } from "../values/ValueField.tsx";
import { FIRST_VALUES } from "../values/valueType.ts";
import { LIFETIME_NAMES, TYPE_NAMES } from "../words.ts";

const FIELDS = [
  "key",
  "name",
  "description",
  "owner",
  "tags",
  "rolloutPercentage",
  "value",
  "defaultValue",
  "expectedEnd",
];

/** The form for a new flag; what the server refuses of it is said beside the field. */
export function CreateFlag({ onCreated }: { onCreated: (flag: Flag) => void }) {
  const creation = useFlagCreation();
  const [type, setType] = useState<ValueType>("boolean");
  const [values, setValues] = useState(FIRST_VALUES.boolean);
  const [lifetime, setLifetime] = useState<Lifetime>("temporary");
  const { mistakes, tell } = useMistakes();
  const problem = creation.error && asProblem(creation.error);
  const submit = (fields: FormData) => {
    if (mistakes.length > 0) return;
    creation.mutate({ ...settingsIn(fields), valueType: type, ...values, lifetime }, { onSuccess: onCreated });
  };
  return (
    <MistakesContext value={tell}>
      <form className="create" aria-label="New flag" onSubmit={withFields(submit)}>
        {problem && !problem.isOnlyAbout(FIELDS) && <ProblemAlert error={problem} except={FIELDS} />}
        <TextField
          label="Key"
          name="key"
          required
          maxLength={100}
          pattern="[a-zA-Z0-9][a-zA-Z0-9_.\-]*"
          hint="Letters, digits, “_”, “.” and “-”. It cannot be changed later."
          autoComplete="off"
          spellCheck={false}
          error={problem?.messageFor("key")}
        />
        <TextField label="Name" name="name" required maxLength={200} error={problem?.messageFor("name")} />
        <TextField label="Description" name="description" error={problem?.messageFor("description")} />
        <SelectField
          label="Type of its values"
          hint="What code gets when it asks. It cannot be changed later."
          value={type}
          choices={TYPE_NAMES}
          onChoose={(chosen) => {
            setType(chosen);
            setValues(FIRST_VALUES[chosen]);
          }}
        />
        {/* A control starts over with another type. */}
        <div key={type} className="pair">
          <ValueField
            label="Value when on"
            hint="For everybody whom the flag is on for."
            type={type}
            value={values.value}
            error={problem?.errorsWithin("value")[0]?.message}
            onValue={(value) => {
              setValues({ ...values, value });
            }}
          />
          <ValueField
            label="Default value"
            hint="For everybody else, and for all while it is off."
            type={type}
            value={values.defaultValue}
            error={problem?.errorsWithin("defaultValue")[0]?.message}
            onValue={(defaultValue) => {
              setValues({ ...values, defaultValue });
            }}
          />
        </div>
        <TextField
          label="Roll-out in percent"
          name="rolloutPercentage"
          type="number"
          min={0}
          max={100}
          step={0.01}
          defaultValue={100}
          required
          hint="The share of users that gets it once it is on."
          error={problem?.messageFor("rolloutPercentage")}
        />
        <TextField
          label="Owner"
          name="owner"
          maxLength={200}
          hint="Whom to ask about it: a person or a team."
          error={problem?.messageFor("owner")}
        />
        <TextField
          label="Tags"
          name="tags"
          hint="To find it by, separated by commas."
          error={problem?.errorsWithin("tags")[0]?.message}
        />
        <SelectField
          label="Lifetime"
          hint="A temporary flag is called stale when it has outlived its purpose."
          value={lifetime}
          choices={LIFETIME_NAMES}
          onChoose={setLifetime}
        />
        {lifetime === "temporary" && (
          <TextField
            label="Expected end"
            name="expectedEnd"
            type="date"
            hint="When it should have gone; it is called stale after that day. May be left empty."
            error={problem?.messageFor("expectedEnd")}
          />
        )}
        <label className="field inline">
          <input type="checkbox" name="enabled" /> On from the start
        </label>
        <SubmitButton busy={creation.isPending}>Create the flag</SubmitButton>
      </form>
    </MistakesContext>
  );
}

function settingsIn(fields: FormData): Omit<NewFlag, "valueType"> {
  const tags = textOf(fields, "tags").split(",");
  return {
    key: textOf(fields, "key"),
    name: textOf(fields, "name"),
    description: textOf(fields, "description"),
    owner: textOf(fields, "owner"),
    tags: tags.map((tag) => tag.trim()).filter((tag) => tag !== ""),
    rolloutPercentage: Number(textOf(fields, "rolloutPercentage")),
    enabled: fields.has("enabled"),
    ...(textOf(fields, "expectedEnd") && { expectedEnd: textOf(fields, "expectedEnd") }),
  };
}
