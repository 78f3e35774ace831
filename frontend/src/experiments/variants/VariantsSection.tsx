import { inOneText } from "../../draft/settingError.ts";
import { PERCENT } from "../../page/notations.ts";
import { TypedField } from "../../page/TypedField.tsx";
import { lockOn } from "../page/locks.ts";
import type { SectionProps } from "../page/sections.ts";
import { NewPhase } from "../phases/NewPhase.tsx";
import { PhaseTable } from "../phases/PhaseTable.tsx";
import { VariantList } from "./VariantList.tsx";

/** What users get, how many of them get which, and how many take part. */
export function VariantsSection({ draft, onNews }: SectionProps) {
  const { saved, settings, set, errorsFor } = draft;
  const lock = lockOn(saved, "variants");
  const trafficLock = lockOn(saved, "trafficPercentage");
  const isLive = saved.status === "RUNNING" || saved.status === "PAUSED";
  return (
    <>
      <div className="panel">
        <TypedField
          label="Traffic in percent"
          inputMode="decimal"
          notation={PERCENT}
          hint={`Of the targeted users, how many take part; the others get no variant and are not counted. More traffic moves nobody who takes part already.${isLive ? " It can only grow now: to stop new users, pause the experiment." : ""}${trafficLock ? ` ${trafficLock}` : ""}`}
          disabled={trafficLock !== null}
          value={settings.trafficPercentage}
          error={inOneText(errorsFor("trafficPercentage"))}
          onValue={(trafficPercentage) => {
            set({ trafficPercentage });
          }}
        />
      </div>
      <div className="panel">
        {lock && <p className="hint">{lock}</p>}
        <VariantList
          variants={settings.variants}
          errors={errorsFor("variants")}
          fixed={lock !== null}
          onVariants={(variants) => {
            set({ variants });
          }}
        />
        {isLive && (
          <div className="buttons">
            <NewPhase draft={draft} onNews={onNews} />
          </div>
        )}
      </div>
      {saved.phases.length > 0 && <PhaseTable phases={saved.phases} />}
    </>
  );
}
