import { formatInstant } from "../../format/date.ts";
import { browserTimeZone } from "../../format/localTime.ts";
import { stateInWords } from "../flag.ts";
import type { SectionProps } from "../page/sections.ts";
import { ProgressiveRolloutPanel } from "./ProgressiveRolloutPanel.tsx";
import { SchedulePanel } from "./SchedulePanel.tsx";

/** What time will change of the flag. */
export function ScheduleSection({ draft }: SectionProps) {
  const { effective } = draft.saved;
  return (
    <>
      <p className="hint">
        Now {stateInWords(effective)};{" "}
        {effective.nextChangeAt ? `next change ${formatInstant(effective.nextChangeAt)}` : "nothing is scheduled"}.
        Times are typed and shown in {browserTimeZone()}. Nothing has to run for a change to happen, so none can be
        late.
      </p>
      <SchedulePanel draft={draft} />
      <ProgressiveRolloutPanel draft={draft} />
    </>
  );
}
