import { CheckField } from "../../page/CheckField.tsx";
import { SelectField } from "../../page/SelectField.tsx";
import { TypedFilter } from "../../page/TypedFilter.tsx";
import type { FlagFilter, FlagState } from "./filter.ts";

interface FlagFiltersProps {
  readonly filter: FlagFilter;
  readonly onFilter: (filter: FlagFilter) => void;
}

const STATE_NAMES: Record<FlagState, string> = { all: "All", enabled: "On", disabled: "Off" };

export function FlagFilters({ filter, onFilter }: FlagFiltersProps) {
  const change = (changes: Partial<FlagFilter>) => {
    onFilter({ ...filter, ...changes });
  };
  return (
    <div role="search" aria-label="Flags" className="controls hinted">
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
        label="State"
        value={filter.state}
        choices={STATE_NAMES}
        onChoose={(state) => {
          change({ state });
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
      <CheckField
        label="Stale only"
        checked={filter.stale}
        onCheck={(stale) => {
          change({ stale });
        }}
      />
      <CheckField
        label="Archived"
        checked={filter.archived}
        onCheck={(archived) => {
          change({ archived });
        }}
      />
    </div>
  );
}
