import { asRatio, write } from "../../dashboard/figures.ts";
import { formatCount } from "../../format/number.ts";
import { MetricTerm } from "../MetricTerm.tsx";
import { STEP_NAMES } from "./funnel.ts";
import type { GroupRow } from "./groupRows.ts";

interface GroupTableProps {
  readonly caption: string;
  readonly subject: string;
  readonly rows: readonly GroupRow[];
}

/** How far entrants came, told apart by something: at each step how many, and which part of them all. */
export function GroupTable({ caption, subject, rows }: GroupTableProps) {
  const steps = rows[0]?.figures.steps ?? [];
  return (
    <div className="scroll">
      <table>
        <caption>
          <MetricTerm metric="funnel.users">{caption}</MetricTerm>
        </caption>
        <thead>
          <tr>
            <th scope="col">{subject}</th>
            {steps.map(({ step }) => (
              <th key={step} scope="col" className="number">
                {STEP_NAMES[step]}
              </th>
            ))}
            <th scope="col" className="number">
              <MetricTerm metric="funnel.immature">Immature</MetricTerm>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, label, partial, figures }) => (
            <tr key={name} data-group={name}>
              <th scope="row">
                {label} {partial && <span className="tag warning">partial</span>}
              </th>
              {figures.steps.map(({ step, users, overallRate }) => (
                <td key={step} className="number">
                  {formatCount(users.value)} <span className="hint">({write(overallRate.value, asRatio)})</span>
                </td>
              ))}
              <td className="number">{formatCount(figures.immature.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
