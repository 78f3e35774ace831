import { formatInstant } from "../../format/date.ts";
import { useNow } from "../../page/useNow.ts";
import type { ScheduledChange } from "../flag.ts";
import { inOneText } from "../../draft/settingError.ts";
import type { FlagDraft } from "../page/useFlagDraft.ts";
import { AddScheduledChange } from "./AddScheduledChange.tsx";

/** Single changes at given moments. */
export function SchedulePanel({ draft: { flag, set, errorsFor } }: { draft: FlagDraft }) {
  const now = useNow();
  const { schedule } = flag;
  const errors = inOneText(errorsFor("schedule"));
  return (
    <section className="panel" aria-labelledby="schedule-title">
      <h4 id="schedule-title">Scheduled changes</h4>
      {schedule.length === 0 ? (
        <p className="hint">No change is scheduled.</p>
      ) : (
        <table>
          <caption className="visually-hidden">Scheduled changes</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">
                <span className="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {schedule.map((change, index) => (
              <tr key={`${change.at} ${index}`}>
                <th scope="row">
                  <time dateTime={change.at}>{formatInstant(change.at)}</time>
                  {Date.parse(change.at) <= now && <span className="tag">done</span>}
                </th>
                <td>{inWords(change)}</td>
                <td>
                  <button
                    type="button"
                    aria-label={`Remove the change of ${formatInstant(change.at)}`}
                    onClick={() => {
                      set({ schedule: schedule.toSpliced(index, 1) });
                    }}
                  >
                    Remove
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {errors && (
        <small className="field-error" role="alert">
          {errors}
        </small>
      )}
      <AddScheduledChange
        onAdd={(change) => {
          const changes = [...schedule, change];
          set({ schedule: changes.sort((one, other) => Date.parse(one.at) - Date.parse(other.at)) });
        }}
      />
    </section>
  );
}

function inWords({ enabled, rolloutPercentage }: ScheduledChange): string {
  const parts = [
    typeof enabled === "boolean" && (enabled ? "switch on" : "switch off"),
    typeof rolloutPercentage === "number" && `roll out to ${rolloutPercentage} %`,
  ];
  return parts.filter(Boolean).join(", ");
}
