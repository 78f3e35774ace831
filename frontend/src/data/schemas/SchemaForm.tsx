import { useState } from "react";
import { asProblem } from "../../api/problem.ts";
import { withFields } from "../../page/forms.ts";
import { MistakesContext } from "../../page/mistakes.ts";
import { OBJECT_OR_NOTHING } from "../../page/notations.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { SelectField } from "../../page/SelectField.tsx";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedArea } from "../../page/TypedField.tsx";
import { useMistakes } from "../../page/useMistakes.ts";
import { MODES, NEW_SCHEMA, type EventSchema, type EventSchemaDraft } from "./eventSchema.ts";
import { useSaving } from "./useSchemas.ts";

interface SchemaFormProps {
  /** As it was when it was opened; null for a new one. */
  readonly saved: EventSchema | null;
  readonly onClose: () => void;
  readonly onSaved: (schema: EventSchema) => void;
}

/** Writes a schema; what the API finds wrong with it stands below it, with where it is. */
export function SchemaForm({ saved, onClose, onSaved }: SchemaFormProps) {
  const [draft, setDraft] = useState<EventSchemaDraft>(saved ?? NEW_SCHEMA);
  const { mistakes, tell } = useMistakes();
  const saving = useSaving(saved?.version ?? null, onSaved);
  const problem = saving.error && asProblem(saving.error);
  const change = (changes: Partial<EventSchemaDraft>) => {
    setDraft({ ...draft, ...changes });
  };
  const save = () => {
    const { name, description, mode, schema } = draft;
    saving.mutate({ name: name.trim(), description, mode, schema });
  };
  const schemaErrors = problem?.errorsWithin("schema") ?? [];
  return (
    <MistakesContext value={tell}>
      <form className="modal-form" onSubmit={withFields(save)}>
        <TextField
          label="Event"
          hint="The name of a behavioural event; those of the business have a catalogue instead."
          required
          maxLength={100}
          disabled={saved !== null}
          spellCheck={false}
          value={draft.name}
          onText={(name) => {
            change({ name });
          }}
          error={problem?.messageFor("name")}
        />
        <TextField
          label="Description"
          maxLength={2000}
          value={draft.description}
          onText={(description) => {
            change({ description });
          }}
          error={problem?.messageFor("description")}
        />
        <SelectField
          label="Mode"
          hint="Try a schema out before it rejects anything. A change takes effect within ten seconds."
          value={draft.mode}
          choices={MODES}
          onChoose={(mode) => {
            change({ mode });
          }}
        />
        <TypedArea
          label="Schema of the properties"
          hint="JSON Schema, 2020-12."
          rows={14}
          value={draft.schema}
          notation={OBJECT_OR_NOTHING}
          onValue={(schema) => {
            change({ schema });
          }}
          error={schemaErrors.map(({ field, message }) => `${field}: ${message}`).join(" ") || undefined}
        />
        {problem?.isStale && <p>Somebody else changed it meanwhile. Close this and open it again to see how.</p>}
        {problem && !problem.isOnlyAbout(namedBeside(schemaErrors.map(({ field }) => field))) && (
          <ProblemAlert error={problem} except={namedBeside(schemaErrors.map(({ field }) => field))} />
        )}
        <div className="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          {mistakes.length === 0 && draft.schema !== undefined ? (
            <SubmitButton busy={saving.isPending}>Save</SubmitButton>
          ) : (
            <button type="submit" className="primary" disabled>
              Save
            </button>
          )}
        </div>
      </form>
    </MistakesContext>
  );
}

/** The fields whose messages stand beside them. */
function namedBeside(schemaFields: readonly string[]): string[] {
  return ["name", "description", ...schemaFields];
}
