import { SelectField } from "../page/SelectField.tsx";
import { TextField } from "../page/TextField.tsx";
import { TypedFilter } from "../page/TypedFilter.tsx";
import { ACTIONS, ENTITY_TYPES, EVERY_ENTRY, type AuditQuestion } from "./entry.ts";

interface AuditFiltersProps {
  readonly question: AuditQuestion;
  readonly onAsk: (question: AuditQuestion) => void;
}

const ANY = { "": "Any" };

/** Chooses entries by who, what, of which thing, and when. */
export function AuditFilters({ question, onAsk }: AuditFiltersProps) {
  const change = (changes: Partial<AuditQuestion>) => {
    onAsk({ ...question, ...changes });
  };
  const types: Record<string, string> = { ...ANY, ...ENTITY_TYPES };
  const actions: Record<string, string> = { ...ANY, ...ACTIONS };
  return (
    <div role="search" aria-label="Audit log" className="controls hinted">
      <TypedFilter
        label="Who"
        hint="Id of the user or key."
        value={question.actor}
        onValue={(actor) => {
          change({ actor });
        }}
      />
      <TypedFilter
        label="Of which thing"
        hint="Such as flag:new_checkout."
        value={question.entity}
        onValue={(entity) => {
          change({ entity });
        }}
      />
      <SelectField
        label="Sort of thing"
        value={question.entityType}
        choices={types}
        onChoose={(entityType) => {
          change({ entityType });
        }}
      />
      <SelectField
        label="What was done"
        value={question.action}
        choices={actions}
        onChoose={(action) => {
          change({ action });
        }}
      />
      <TextField
        label="From"
        type="date"
        max={question.to || undefined}
        value={question.from}
        onText={(from) => {
          change({ from });
        }}
      />
      <TextField
        label="To"
        type="date"
        min={question.from || undefined}
        value={question.to}
        onText={(to) => {
          change({ to });
        }}
      />
      <button
        type="button"
        onClick={() => {
          onAsk(EVERY_ENTRY);
        }}
      >
        Clear
      </button>
    </div>
  );
}
