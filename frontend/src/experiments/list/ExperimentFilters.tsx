import { SelectField } from "../../page/SelectField.tsx";
import { TypedFilter } from "../../page/TypedFilter.tsx";
import { STATUS_NAMES } from "../words.ts";
import type { ExperimentFilter } from "./filter.ts";

interface ExperimentFiltersProps {
  readonly filter: ExperimentFilter;
  readonly onFilter: (filter: ExperimentFilter) => void;
}

const CHOICES: Record<ExperimentFilter["status"], string> = { "": "All", ...STATUS_NAMES };

export function ExperimentFilters({ filter, onFilter }: ExperimentFiltersProps) {
  const change = (changes: Partial<ExperimentFilter>) => {
    onFilter({ ...filter, ...changes });
  };
  return (
    <div role="search" aria-label="Experiments" className="controls hinted">
      <TypedFilter
        label="Search"
        hint="In keys, names, descriptions, owners, tags."
        maxLength={100}
        value={filter.search}
        onValue={(search) => {
          change({ search });
        }}
      />
      <SelectField
        label="Status"
        value={filter.status}
        choices={CHOICES}
        onChoose={(status) => {
          change({ status });
        }}
      />
      <TypedFilter
        label="Tag"
        hint="A whole tag."
        maxLength={50}
        value={filter.tag}
        onValue={(tag) => {
          change({ tag });
        }}
      />
      <TypedFilter
        label="Owner"
        hint="The whole name."
        maxLength={200}
        value={filter.owner}
        onValue={(owner) => {
          change({ owner });
        }}
      />
    </div>
  );
}
