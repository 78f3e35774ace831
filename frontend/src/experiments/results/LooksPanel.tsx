import { useId } from "react";
import { formatDay } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { formatAlpha, formatShare, formatStatistic } from "./figures.ts";
import { furthest, nextLookDay } from "./looks.ts";
import { nameOf, type Look, type LookComparison, type Result } from "./result.ts";
import { Term } from "./Term.tsx";

/** How much of the plan is done: the looks that were taken, what each of them spent, and when the next one is. */
export function LooksPanel({ result }: { result: Result }) {
  const { method, looks } = result;
  const { look, looksPlanned, alpha, alphaSpent, informationFraction } = method;
  return (
    <section className="panel" aria-labelledby="looks-title">
      <h4 id="looks-title">Looks</h4>
      <p>
        <Term name="look">Look</Term> {formatCount(look)} of {formatCount(looksPlanned)} taken. {nextInWords(result)}
      </p>
      <div className="pair">
        <Progress
          label={`${formatAlpha(alphaSpent)} of an alpha of ${formatAlpha(alpha)} spent`}
          part={alphaSpent / alpha}
        />
        <Progress label={`${formatShare(informationFraction)} of the planned information`} part={informationFraction} />
      </div>
      {looks.length > 0 && (
        <details>
          <summary>Each look</summary>
          <LookTable looks={looks} result={result} />
        </details>
      )}
    </section>
  );
}

function LookTable({ looks, result }: { looks: readonly Look[]; result: Result }) {
  const metricNames = new Map(result.metrics.map(({ id, name }) => [id, name]));
  return (
    <div className="scroll">
      <table>
        <caption>Looks that were taken; they are kept as they were</caption>
        <thead>
          <tr>
            <th scope="col">Look</th>
            <th scope="col">Through day</th>
            <th scope="col" className="number">
              Users
            </th>
            <th scope="col" className="number">
              <Term name="information" />
            </th>
            <th scope="col" className="number">
              <Term name="alphaSpent" />
            </th>
            <th scope="col" className="number">
              <Term name="boundary" />
            </th>
            <th scope="col">Furthest difference</th>
          </tr>
        </thead>
        <tbody>
          {looks.map((look) => {
            const far = furthest(look);
            return (
              <tr key={look.number} data-look={look.number}>
                <th scope="row">{look.number}</th>
                <td>{formatDay(look.day)}</td>
                <td className="number">{formatCount(look.users)}</td>
                <td className="number">{formatShare(look.informationFraction)}</td>
                <td className="number">{formatAlpha(look.alphaSpent)}</td>
                <td className="number">{look.zBound === null ? "out of reach" : `±${formatStatistic(look.zBound)}`}</td>
                <td>
                  {far
                    ? `${metricNames.get(far.metric) ?? far.metric}, ${nameOf(result.variants, far.variant)}: z ${formatStatistic(far.z)}${againstBound(far)}`
                    : "nothing to test"}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Progress({ label, part }: { label: string; part: number }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <progress id={id} max={1} value={Math.min(Math.max(part, 0), 1)} />
    </div>
  );
}

function againstBound({ bound, crossed }: LookComparison): string {
  const held = bound === null ? "" : ` against ±${formatStatistic(bound)}`;
  return `${held}${crossed === 0 ? "" : ", found"}`;
}

function nextInWords(result: Result): string {
  const day = nextLookDay(result);
  if (day !== null) return `The next one counts through ${formatDay(day)} and is taken when that day is over.`;
  if (result.status === "COMPLETED") return "The experiment is over, so there are no more.";
  if (result.looks.length > 0) return "All that were planned are taken: it is time to decide.";
  return "The first is taken when the first day is over.";
}
