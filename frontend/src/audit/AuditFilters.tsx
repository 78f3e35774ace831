import { SelectField } from "../page/SelectField.tsx";
import { TextField } from "../page/TextField.tsx";
import { useTypedFilter } from "../flags/list/useTypedFilter.ts";
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
  const [actor, typeActor] = useTypedFilter(question.actor, (typed) => {
    change({ actor: typed });
  });
  const [entity, typeEntity] = useTypedFilter(question.entity, (typed) => {
    change({ entity: typed });
  });
  const types: Record<string, string> = { ...ANY, ...ENTITY_TYPES };
  const actions: Record<string, string> = { ...ANY, ...ACTIONS };
  return (
    <div role="search" aria-label="Audit log" className="controls hinted">
      <TextField
        label="Who"
        type="search"
        hint="Id of the user or key."
        value={actor}
        onChange={(event) => {
          typeActor(event.target.value);
        }}
      />
      <TextField
        label="Of which thing"
        type="search"
        hint="Such as flag:new_checkout."
        value={entity}
        onChange={(event) => {
          typeEntity(event.target.value);
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
        onChange={(event) => {
          change({ from: event.target.value });
        }}
      />
      <TextField
        label="To"
        type="date"
        min={question.from || undefined}
        value={question.to}
        onChange={(event) => {
          change({ to: event.target.value });
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
