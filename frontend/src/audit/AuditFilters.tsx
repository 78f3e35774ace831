import { SelectField } from "../page/SelectField.tsx";
import { TextField } from "../page/TextField.tsx";
import { TypedFilter } from "../page/TypedFilter.tsx";
import { ACTIONS, ENTITY_TYPES, EVERY_ENTRY, type AuditQuestion } from "./entry.ts";

interface AuditFiltersProps {
  readonly question: AuditQuestion;
  readonly onChange: (changes: Partial<AuditQuestion>) => void;
}

const ANY = { "": "Any" };

/** Chooses entries by who, what, of which thing, and when. */
export function AuditFilters({ question, onChange }: AuditFiltersProps) {
  const types: Record<string, string> = { ...ANY, ...ENTITY_TYPES };
  const actions: Record<string, string> = { ...ANY, ...ACTIONS };
  return (
    <div role="search" aria-label="Audit log" className="controls hinted">
      <TypedFilter
        label="Who"
        hint="Id of the user or key."
        value={question.actor}
        onValue={(actor) => {
          onChange({ actor });
        }}
      />
      <TypedFilter
        label="Of which thing"
        hint="Such as flag:new_checkout."
        value={question.entity}
        onValue={(entity) => {
          onChange({ entity });
        }}
      />
      <SelectField
        label="Sort of thing"
        value={question.entityType}
        choices={types}
        onChoose={(entityType) => {
          onChange({ entityType });
        }}
      />
      <SelectField
        label="What was done"
        value={question.action}
        choices={actions}
        onChoose={(action) => {
          onChange({ action });
        }}
      />
      <TextField
        label="From"
        type="date"
        max={question.to || undefined}
        value={question.from}
        onText={(from) => {
          onChange({ from });
        }}
      />
      <TextField
        label="To"
        type="date"
        min={question.from || undefined}
        value={question.to}
        onText={(to) => {
          onChange({ to });
        }}
      />
      <button
        type="button"
        onClick={() => {
          onChange(EVERY_ENTRY);
        }}
      >
        Clear
      </button>
    </div>
  );
}
