import { useId, useState } from "react";
import { TextField } from "../page/TextField.tsx";

/** In whose clock days begin and end: any zone by its IANA name, offered as it is typed. */
export function TimeZoneField({ timeZone }: { timeZone: string }) {
  const listId = useId();
  // Four hundred names, for whoever comes to choose one.
  const [zones, setZones] = useState<readonly string[]>([]);
  return (
    <>
      <TextField
        label="Time zone"
        name="timeZone"
        list={listId}
        defaultValue={timeZone}
        placeholder="The business’s"
        autoComplete="off"
        spellCheck={false}
        onFocus={() => {
          setZones(Intl.supportedValuesOf("timeZone"));
        }}
      />
      <datalist id={listId}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
