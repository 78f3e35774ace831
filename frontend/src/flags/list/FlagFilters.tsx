import { CheckField } from "../../page/CheckField.tsx";
import { SelectField } from "../../page/SelectField.tsx";
import { TypedFilter } from "../../page/TypedFilter.tsx";
import type { FlagFilter, FlagState } from "./filter.ts";

interface FlagFiltersProps {
  readonly filter: FlagFilter;
  readonly onChange: (changes: Partial<FlagFilter>) => void;
}

const STATE_NAMES: Record<FlagState, string> = { all: "All", enabled: "On", disabled: "Off" };

export function FlagFilters({ filter, onChange }: FlagFiltersProps) {
  return (
    <div role="search" aria-label="Flags" className="controls hinted">
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
        label="State"
        value={filter.state}
        choices={STATE_NAMES}
        onChoose={(state) => {
          onChange({ state });
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
      <CheckField
        label="Stale only"
        checked={filter.stale}
        onCheck={(stale) => {
          onChange({ stale });
        }}
      />
      <CheckField
        label="Archived"
        checked={filter.archived}
        onCheck={(archived) => {
          onChange({ archived });
        }}
      />
    </div>
  );
}
