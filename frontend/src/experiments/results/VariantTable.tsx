import { formatCount } from "../../format/number.ts";
import { effectInWords } from "./effects.ts";
import { formatDays, formatP, formatShare, formatStatistic, formatTotal, formatValue, isTiny } from "./figures.ts";
import { Figure } from "./Figure.tsx";
import { nameOf, type ArmSize, type Comparison, type MetricArm, type MetricResult, type Scale } from "./result.ts";
import { Tag } from "./Tag.tsx";
import { Term } from "./Term.tsx";
import { VALUE_NAMES } from "./words.ts";

interface VariantTableProps {
  readonly metric: MetricResult;
  readonly variants: readonly ArmSize[];
  readonly scale: Scale;
}

/** How many columns only compare. */
const COMPARING = 7;

/** A metric by variant: what each did, and how it compares with the control. */
export function VariantTable({ metric, variants, scale }: VariantTableProps) {
  return (
    <div className="scroll">
      <table className="figures-by-variant">
        <caption>{metric.name} by variant</caption>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col" className="number">
              Users
            </th>
            <th scope="col" className="number">
              <Term name="conversions" />
            </th>
            {metric.type !== "binomial" && (
              <th scope="col" className="number">
                Total
              </th>
            )}
            <th scope="col" className="number">
              <Term name="value">{VALUE_NAMES[metric.type]}</Term>
            </th>
            <th scope="col" className="number">
              <Term name="probabilityBest" />
            </th>
            <th scope="col" className="number">
              <Term name="lift">{scale === "relative" ? "Lift" : "Difference"}</Term>{" "}
              <Term name="interval">[interval]</Term>
            </th>
            <th scope="col" className="number">
              <Term name="p" />
            </th>
            <th scope="col" className="number">
              <Term name="adjustedP" />
            </th>
            <th scope="col" className="number">
              <Term name="alwaysValidP" />
            </th>
            <th scope="col" className="number">
              <Term name="expectedLoss" />
            </th>
            <th scope="col" className="number">
              <Term name="power" />
            </th>
            <th scope="col" className="number">
              <Term name="daysRemaining" />
            </th>
          </tr>
        </thead>
        <tbody>
          {metric.variants.map((arm) => (
            <tr key={arm.variant} data-variant={arm.variant}>
              <th scope="row">
                {nameOf(variants, arm.variant)} {arm.comparison && <Found comparison={arm.comparison} />}
              </th>
              <Did arm={arm} metric={metric} />
              {arm.comparison ? (
                <Compared comparison={arm.comparison} metric={metric} scale={scale} />
              ) : (
                <td colSpan={COMPARING} className="hint">
                  the control, which the others are compared with
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Did({ arm, metric }: { arm: MetricArm; metric: MetricResult }) {
  const { users, conversions, total, value, probabilityBest } = arm;
  const status = users === 0 ? "no_users" : metric.status;
  return (
    <>
      <td className="number">{formatCount(users)}</td>
      <td className="number">{formatCount(conversions)}</td>
      {metric.type !== "binomial" && <td className="number">{formatTotal(total, metric)}</td>}
      <Figure of={value} status={status} format={(known) => formatValue(known, metric)} />
      <Figure of={probabilityBest} status={status} format={formatShare} />
    </>
  );
}

interface ComparedProps {
  readonly comparison: Comparison;
  readonly metric: MetricResult;
  readonly scale: Scale;
}

function Compared({ comparison, metric, scale }: ComparedProps) {
  const { status, p, log10P, adjustedP, alwaysValidP, expectedLoss, power, daysRemaining } = comparison;
  return (
    <>
      <td className="number value">{effectInWords(comparison, scale, metric)}</td>
      {p !== null && log10P !== null && isTiny(p) ? (
        <td className="number">
          {formatP(p, log10P)} <small className="hint">log₁₀ p = {formatStatistic(log10P)}</small>
        </td>
      ) : (
        <Figure of={p} status={status} format={(known) => formatP(known, log10P)} />
      )}
      <Figure of={adjustedP} status={status} format={(known) => formatP(known, null)} />
      <Figure of={alwaysValidP} status={status} format={(known) => formatP(known, null)} />
      <Figure of={expectedLoss} status={status} format={(known) => formatValue(known, metric)} />
      <Figure of={power} status={status} format={formatShare} />
      <Figure of={daysRemaining} status={status} format={formatDays} />
    </>
  );
}

function Found({ comparison: { crossed, crossedAtLook, direction } }: { comparison: Comparison }) {
  if (!crossed) return null;
  const at = crossedAtLook === null ? "" : ` since look ${crossedAtLook}`;
  if (direction === "good") return <Tag tone="good">better{at}</Tag>;
  if (direction === "bad") return <Tag tone="bad">worse{at}</Tag>;
  return <Tag tone="neutral">differs{at}</Tag>;
}
