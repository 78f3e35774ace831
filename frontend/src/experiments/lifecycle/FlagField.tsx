import { useId, useState } from "react";
import { EVERY_FLAG } from "../../flags/list/filter.ts";
import { useFlags } from "../../flags/list/useFlags.ts";
import { TextField } from "../../page/TextField.tsx";
import { useTypedFilter } from "../../page/useTypedFilter.ts";

interface FlagFieldProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly onFlag: (key: string) => void;
}

/** The key of a flag, found by what is typed. */
export function FlagField({ value, error, onFlag }: FlagFieldProps) {
  const listId = useId();
  const [search, setSearch] = useState("");
  const [, setTyped] = useTypedFilter(search, setSearch);
  const found = useFlags({ ...EVERY_FLAG, search }).data?.pages[0]?.items ?? [];
  return (
    <>
      <TextField
        label="Flag"
        required
        maxLength={100}
        hint="Its key; type to find it. Another than the experiment’s."
        list={listId}
        autoComplete="off"
        spellCheck={false}
        value={value}
        error={error}
        onText={(text) => {
          onFlag(text.trim());
          setTyped(text);
        }}
      />
      <datalist id={listId}>
        {found.map((flag) => (
          <option key={flag.key} value={flag.key}>
            {flag.name}
          </option>
        ))}
      </datalist>
    </>
  );
}
