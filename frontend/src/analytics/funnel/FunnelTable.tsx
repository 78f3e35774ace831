import { asCount, asDuration, asRatio, write } from "../../dashboard/figures.ts";
import { Change } from "../../dashboard/Metric.tsx";
import { MetricTerm } from "../MetricTerm.tsx";
import { STEP_NAMES, type FunnelFigures } from "./funnel.ts";

interface FunnelTableProps {
  readonly figures: FunnelFigures;
  readonly compared: boolean;
}

const COLUMNS = [
  { name: "users", title: "Users", format: asCount },
  { name: "stepRate", title: "Of the step before", format: asRatio },
  { name: "overallRate", title: "Of all entrants", format: asRatio },
  { name: "matureUsers", title: "Mature users", format: asCount },
  { name: "matureStepRate", title: "Mature, of the step before", format: asRatio },
  { name: "matureOverallRate", title: "Mature, of all", format: asRatio },
  { name: "medianLag", title: "Median time from the step before", format: asDuration },
] as const;

/** Each step in figures: everybody, and those alone who have had their time. */
export function FunnelTable({ figures: { steps }, compared }: FunnelTableProps) {
  return (
    <div className="scroll">
      <table>
        <caption>Steps</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {COLUMNS.map(({ name, title }) => (
              <th key={name} scope="col" className="number">
                <MetricTerm metric={`funnel.${name}`}>{title}</MetricTerm>
              </th>
            ))}
            {compared && (
              <th scope="col" className="number">
                Change of mature, of all
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.step} data-step={step.step}>
              <th scope="row">{STEP_NAMES[step.step]}</th>
              {COLUMNS.map(({ name, format }) => (
                <td key={name} className="number">
                  {write(step[name].value, format)}
                </td>
              ))}
              {compared && (
                <td className="number">
                  <Change change={step.matureOverallRate.change} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
