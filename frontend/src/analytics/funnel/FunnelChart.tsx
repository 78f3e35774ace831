import { formatCount } from "../../format/number.ts";
import { STEP_NAMES, type FunnelFigures } from "./funnel.ts";

/** A bar for each step, as long as the part that came to it. The table below says the same in figures. */
export function FunnelChart({ figures: { steps } }: { figures: FunnelFigures }) {
  return (
    <div className="funnel" aria-hidden="true">
      {steps.map(({ step, users, matureUsers, overallRate }) => (
        <div key={step} className="funnel-step">
          <span>{STEP_NAMES[step]}</span>
          <span className="funnel-track">
            <span className="funnel-bar" style={{ width: percent(overallRate.value) }}>
              {/* Those who have had their time stand out against those who still have some. */}
              <span className="funnel-mature" style={{ width: percent(part(matureUsers.value, users.value)) }} />
            </span>
          </span>
          <span className="number">{formatCount(users.value)}</span>
        </div>
      ))}
      <small className="hint">Strong: mature entrants, whose window is over. Pale: those who still have time.</small>
    </div>
  );
}

function part(some: number, all: number): number {
  return all === 0 ? 0 : some / all;
}

function percent(ratio: number | null): string {
  return `${(ratio ?? 0) * 100}%`;
}
