import { formatCount } from "../../format/number.ts";
import { formatAlpha, formatLift, formatShare } from "../results/figures.ts";
import type { Plan } from "./plan.ts";

interface PlanOutcomeProps {
  readonly plan: Plan;
  /** What the variants are called; by their place without. */
  readonly variants: readonly string[] | undefined;
}

/** How many users and days it takes, and what would be found earlier or later. */
export function PlanOutcome({ plan, variants }: PlanOutcomeProps) {
  const { users, usersPerVariant, inflation, looks, comparisonAlpha, curve, text, method } = plan;
  return (
    <section className="size-plan" aria-labelledby="plan-title">
      <h4 id="plan-title">
        {formatCount(users)} users{durationInWords(plan)}
      </h4>
      {text.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <table className="narrow">
        <caption>Users by variant</caption>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col" className="number">
              Share
            </th>
            <th scope="col" className="number">
              Users
            </th>
          </tr>
        </thead>
        <tbody>
          {usersPerVariant.map(({ variant, share, users: own }) => (
            <tr key={variant}>
              <th scope="row">{nameAt(variant, variants)}</th>
              <td className="number">{formatShare(share)}</td>
              <td className="number">{formatCount(own)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {formatCount(looks)} {looks === 1 ? "look" : "looks"} multiply the users by {formatFactor(inflation)}; each
        comparison is tested at an alpha of {formatAlpha(comparisonAlpha)}. Method: <code>{method}</code>.
      </p>
      {curve.length > 0 && (
        <details>
          <summary>What is found after so many days</summary>
          <div className="scroll">
            <table className="narrow">
              <caption>Smallest lift that is found with the wanted power</caption>
              <thead>
                <tr>
                  <th scope="col">Days</th>
                  <th scope="col" className="number">
                    Users
                  </th>
                  <th scope="col" className="number">
                    Smallest lift
                  </th>
                </tr>
              </thead>
              <tbody>
                {curve.map(({ days, users: enrolled, minimumDetectableEffect }) => (
                  <tr key={days}>
                    <th scope="row">{formatCount(days)}</th>
                    <td className="number">{formatCount(enrolled)}</td>
                    <td className="number">
                      {minimumDetectableEffect === null ? "none" : formatLift(minimumDetectableEffect)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}

function durationInWords({ days, weeks }: Plan): string {
  if (days === null) return "";
  const whole = weeks === null ? "" : ` (${formatCount(weeks)} whole ${weeks === 1 ? "week" : "weeks"})`;
  return `, ${formatCount(days)} ${days === 1 ? "day" : "days"}${whole}`;
}

function nameAt(place: number, names: readonly string[] | undefined): string {
  return names?.[place] ?? (place === 0 ? "Control" : `Variant ${place}`);
}

function formatFactor(factor: number): string {
  return new Intl.NumberFormat(navigator.language, { maximumFractionDigits: 3 }).format(factor);
}
