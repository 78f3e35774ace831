import { formatCount } from "../../format/number.ts";
import { Figure } from "./Figure.tsx";
import {
  formatDifference,
  formatInterval,
  formatLift,
  formatP,
  formatShare,
  formatStatistic,
  formatValue,
} from "./figures.ts";
import { nameOf, type ArmSize, type Comparison, type MetricArm, type MetricResult } from "./result.ts";
import { Term } from "./Term.tsx";
import { missingInWords } from "./words.ts";

interface DetailTableProps {
  readonly metric: MetricResult;
  readonly variants: readonly ArmSize[];
}

/** What an expert asks of a metric besides: how it was tested, and how it looks counted the other way. */
export function DetailTable({ metric, variants }: DetailTableProps) {
  const compared = metric.variants.flatMap((arm) => (arm.comparison ? [{ arm, comparison: arm.comparison }] : []));
  const adjusted = compared.some(({ comparison }) => comparison.cuped);
  return (
    <details>
      <summary>More figures</summary>
      <div className="scroll">
        <table>
          <caption>How {metric.name} was tested</caption>
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col">Test</th>
              <th scope="col" className="number">
                Statistic
              </th>
              <th scope="col" className="number">
                <Term name="boundary">Boundary of the last look</Term>
              </th>
              <th scope="col" className="number">
                <Term name="log10P" />
              </th>
              <th scope="col" className="number">
                <Term name="alwaysValidP">Always-valid interval</Term> of the difference
              </th>
              <th scope="col" className="number">
                Probability to beat the control
              </th>
              <th scope="col" className="number">
                <Term name="minimumDetectableEffect" />
              </th>
              {adjusted && (
                <th scope="col" className="number">
                  <Term name="cuped" />: without it
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {compared.map(({ arm, comparison }) => (
              <tr key={arm.variant}>
                <th scope="row">{nameOf(variants, arm.variant)}</th>
                <td>{comparison.method.replaceAll("_", " ")}</td>
                <Tested comparison={comparison} metric={metric} />
                {adjusted && <td className="number">{withoutCovariate(comparison, metric)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <OtherCounts metric={metric} variants={variants} />
    </details>
  );
}

function Tested({ comparison, metric }: { comparison: Comparison; metric: MetricResult }) {
  const { status, statistic, bound, log10P, alwaysValidInterval, probabilityBetter, minimumDetectableEffect } =
    comparison;
  return (
    <>
      <Figure of={statistic} status={status} format={formatStatistic} />
      <Figure of={bound} status="no_look_yet" format={(known) => `±${formatStatistic(known)}`} />
      <Figure of={log10P} status={status} format={formatStatistic} />
      <td className="number">
        {alwaysValidInterval
          ? formatInterval(alwaysValidInterval, (bound) => formatDifference(bound, metric))
          : missingInWords(status)}
      </td>
      <Figure of={probabilityBetter} status={status} format={formatShare} />
      <Figure of={minimumDetectableEffect} status={status} format={formatLift} />
    </>
  );
}

/** Every variant with users who saw two variants counted the other way. */
function OtherCounts({ metric, variants }: DetailTableProps) {
  const others = metric.variants.flatMap((arm) => {
    const other = arm.firstSeen ?? arm.excluded;
    return other ? [{ variant: arm.variant, isControl: arm.comparison === null, other }] : [];
  });
  if (others.length === 0) return null;
  return (
    <div className="scroll">
      <table className="narrow">
        <caption>
          {metric.name} with <Term name="crossover">crossed users</Term> {otherWayInWords(metric.variants)}
        </caption>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col" className="number">
              Users
            </th>
            <th scope="col" className="number">
              Value
            </th>
            <th scope="col" className="number">
              Difference
            </th>
            <th scope="col" className="number">
              Lift
            </th>
            <th scope="col" className="number">
              p
            </th>
          </tr>
        </thead>
        <tbody>
          {others.map(({ variant, isControl, other }) => {
            const status = isControl ? "control" : metric.status;
            return (
              <tr key={variant}>
                <th scope="row">{nameOf(variants, variant)}</th>
                <td className="number">{formatCount(other.users)}</td>
                <Figure of={other.value} status={metric.status} format={(known) => formatValue(known, metric)} />
                <Figure of={other.difference} status={status} format={(known) => formatDifference(known, metric)} />
                <Figure of={other.lift} status={status} format={formatLift} />
                <Figure of={other.p} status={status} format={(known) => formatP(known, null)} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function otherWayInWords(arms: readonly MetricArm[]): string {
  return arms.some(({ firstSeen }) => firstSeen) ? "counted where they were first" : "left out";
}

function withoutCovariate({ cuped, status }: Comparison, metric: MetricResult): string {
  if (!cuped) return missingInWords(status);
  const { unadjustedDifference, unadjustedP, varianceReduction } = cuped;
  const told = unadjustedDifference === null ? missingInWords(status) : formatDifference(unadjustedDifference, metric);
  const tested = unadjustedP === null ? "" : `, p = ${formatP(unadjustedP, null)}`;
  return `${told}${tested}; ${formatShare(varianceReduction)} of the variance taken out`;
}
