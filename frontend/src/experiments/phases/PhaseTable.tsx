import { formatInstant } from "../../format/date.ts";
import { formatRatio } from "../../format/number.ts";
import type { Phase } from "../experiment.ts";
import { TREATMENT_NAMES } from "../words.ts";

/** The times in which weights and variants were the same, the newest first. */
export function PhaseTable({ phases }: { phases: readonly Phase[] }) {
  return (
    <section className="panel" aria-labelledby="phases-title">
      <h4 id="phases-title">Phases</h4>
      <p className="hint">Each is counted apart; the result is that of the last one unless another is chosen there.</p>
      <div className="scroll">
        <table>
          <caption className="visually-hidden">Phases, the newest first</caption>
          <thead>
            <tr>
              <th scope="col" className="number">
                Phase
              </th>
              <th scope="col">Since</th>
              <th scope="col">Split</th>
              <th scope="col">Who was enrolled</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {phases.toReversed().map((phase) => (
              <tr key={phase.number}>
                <th scope="row" className="number">
                  {phase.number}
                </th>
                <td>
                  <time dateTime={phase.startedAt}>{formatInstant(phase.startedAt)}</time>
                </td>
                <td>{splitOf(phase)}</td>
                <td>{phase.number === 1 ? "Nobody yet" : TREATMENT_NAMES[phase.treatment]}</td>
                <td>{phase.reason || "The start"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The share of each variant, by the ranges that it has. */
function splitOf({ ranges, weights }: Phase): string {
  return Object.keys(weights)
    .map((id) => {
      const own = ranges.filter(({ variant }) => variant === id);
      return `${id} ${formatRatio(own.reduce((sum, { from, to }) => sum + to - from, 0))}`;
    })
    .join(", ");
}
