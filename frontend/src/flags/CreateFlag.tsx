import { asProblem } from "../api/problem.ts";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { SubmitButton } from "../page/SubmitButton.tsx";
import { TextField } from "../page/TextField.tsx";
import { textOf, withFields } from "../page/forms.ts";
import type { Flag, NewFlag } from "./flag.ts";
import { useFlagCreation } from "./useFlagChanges.ts";

const FIELDS = ["key", "name", "description", "rolloutPercentage"];

/** The form for a new flag; what the server refuses of it is said beside the field. */
export function CreateFlag({ onCreated }: { onCreated: (flag: Flag) => void }) {
  const creation = useFlagCreation();
  const problem = creation.error && asProblem(creation.error);
  const submit = (fields: FormData) => {
    creation.mutate(newFlag(fields), { onSuccess: onCreated });
  };
  return (
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
      <TextField
        label="Roll-out in percent"
        name="rolloutPercentage"
        type="number"
        min={0}
        max={100}
        step={0.01}
        defaultValue={100}
        required
        error={problem?.messageFor("rolloutPercentage")}
      />
      <label className="field inline">
        <input type="checkbox" name="enabled" /> On from the start
      </label>
      <SubmitButton busy={creation.isPending}>Create the flag</SubmitButton>
    </form>
  );
}

function newFlag(fields: FormData): NewFlag {
  return {
    key: textOf(fields, "key"),
    name: textOf(fields, "name"),
    description: textOf(fields, "description"),
    rolloutPercentage: Number(textOf(fields, "rolloutPercentage")),
    enabled: fields.has("enabled"),
  };
}
