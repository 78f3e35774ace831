import { useEffect, useId, useState } from "react";
import { TextField } from "../page/TextField.tsx";
import { STATES, type FlagFilter, type FlagState } from "./flag.ts";

interface FlagFiltersProps {
  readonly filter: FlagFilter;
  readonly onFilter: (filter: FlagFilter) => void;
}

/** How long typing must pause before the server is asked. */
const PAUSE_MS = 300;

const STATE_NAMES: Record<FlagState, string> = { all: "All", enabled: "On", disabled: "Off" };

export function FlagFilters({ filter, onFilter }: FlagFiltersProps) {
  const stateId = useId();
  const [typed, setTyped] = useState(filter.search);
  const [shownSearch, setShownSearch] = useState(filter.search);
  if (filter.search !== shownSearch) {
    // The filter was set from outside: what was typed gives way.
    setShownSearch(filter.search);
    setTyped(filter.search);
  }

  useEffect(() => {
    if (typed.trim() === filter.search) return;
    const timer = setTimeout(() => {
      setShownSearch(typed.trim());
      onFilter({ ...filter, search: typed.trim() });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, filter, onFilter]);

  return (
    <div role="search" className="controls">
      <TextField
        label="Search"
        type="search"
        maxLength={100}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
      <div className="field">
        <label htmlFor={stateId}>State</label>
        <select
          id={stateId}
          value={filter.state}
          onChange={(event) => {
            const state = STATES.find((one) => one === event.target.value);
            if (state) onFilter({ ...filter, state });
          }}
        >
          {STATES.map((state) => (
            <option key={state} value={state}>
              {STATE_NAMES[state]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
