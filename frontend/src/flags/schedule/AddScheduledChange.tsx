import { useState } from "react";
import { browserTimeZone, fromLocalText, toLocalText } from "../../format/localTime.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TextField } from "../../page/TextField.tsx";
import type { ScheduledChange } from "../flag.ts";

type Kind = "on" | "off" | "rollout" | "onAt";

const KINDS: Record<Kind, string> = {
  on: "Switch on",
  off: "Switch off",
  rollout: "Set the roll-out",
  onAt: "Switch on and set the roll-out",
};

/** Puts together one change at one moment. */
export function AddScheduledChange({ onAdd }: { onAdd: (change: ScheduledChange) => void }) {
  const [when, setWhen] = useState(() => toLocalText(new Date(Date.now() + 3_600_000)));
  const [kind, setKind] = useState<Kind>("on");
  const [percentage, setPercentage] = useState("100");
  const rollsOut = kind === "rollout" || kind === "onAt";
  return (
    <form
      className="controls hinted"
      aria-label="Add a scheduled change"
      onSubmit={(event) => {
        event.preventDefault();
        const at = fromLocalText(when);
        if (!at) return;
        onAdd({
          at,
          ...(kind !== "rollout" && { enabled: kind !== "off" }),
          ...(rollsOut && { rolloutPercentage: Number(percentage) }),
        });
      }}
    >
      <TextField
        label="When"
        type="datetime-local"
        required
        hint={`In ${browserTimeZone()}.`}
        value={when}
        onText={setWhen}
      />
      <SelectField
        label="What"
        hint="Takes effect for everybody at that moment."
        value={kind}
        choices={KINDS}
        onChoose={setKind}
      />
      {rollsOut && (
        <TextField
          label="To percent"
          type="number"
          min={0}
          max={100}
          step={0.01}
          required
          value={percentage}
          onText={setPercentage}
        />
      )}
      <button type="submit">Add the change</button>
    </form>
  );
}
