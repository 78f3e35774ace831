import { TextField } from "./TextField.tsx";
import { useTypedFilter } from "./useTypedFilter.ts";

interface TypedFilterProps {
  readonly label: string;
  readonly hint: string;
  readonly maxLength?: number;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** A filter that is typed, and takes effect when the typing pauses. */
export function TypedFilter({ value, onValue, ...field }: TypedFilterProps) {
  const [typed, setTyped] = useTypedFilter(value, onValue);
  return <TextField {...field} type="search" value={typed} onText={setTyped} />;
}
