import { SelectField } from "../../page/SelectField.tsx";
import { TypedFilter } from "../../page/TypedFilter.tsx";
import { STATUS_NAMES } from "../words.ts";
import type { ExperimentFilter } from "./filter.ts";

interface ExperimentFiltersProps {
  readonly filter: ExperimentFilter;
  readonly onChange: (changes: Partial<ExperimentFilter>) => void;
}

const CHOICES: Record<ExperimentFilter["status"], string> = { "": "All", ...STATUS_NAMES };

export function ExperimentFilters({ filter, onChange }: ExperimentFiltersProps) {
  return (
    <div role="search" aria-label="Experiments" className="controls hinted">
      <TypedFilter
        label="Search"
        hint="In keys, names, descriptions, owners, tags."
        maxLength={100}
        value={filter.search}
        onValue={(search) => {
          onChange({ search });
        }}
      />
      <SelectField
        label="Status"
        value={filter.status}
        choices={CHOICES}
        onChoose={(status) => {
          onChange({ status });
        }}
      />
      <TypedFilter
        label="Tag"
        hint="A whole tag."
        maxLength={50}
        value={filter.tag}
        onValue={(tag) => {
          onChange({ tag });
        }}
      />
      <TypedFilter
        label="Owner"
        hint="The whole name."
        maxLength={200}
        value={filter.owner}
        onValue={(owner) => {
          onChange({ owner });
        }}
      />
    </div>
  );
}
