import { TextField } from "../page/TextField.tsx";
import { useTypedFilter } from "../page/useTypedFilter.ts";

interface NumberFilterProps {
  readonly label: string;
  readonly hint: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly placeholder?: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** A number that figures are asked for with; it takes effect when the typing pauses. */
export function NumberFilter({ value, onValue, ...field }: NumberFilterProps) {
  const [typed, setTyped] = useTypedFilter(value, onValue);
  return <TextField {...field} type="number" value={typed} onText={setTyped} />;
}
