import type { Experiment } from "../experiment.ts";
import { ExperimentRow } from "./ExperimentRow.tsx";

export function ExperimentTable({ experiments }: { experiments: readonly Experiment[] }) {
  return (
    <div className="scroll">
      <table className="entries">
        <caption className="visually-hidden">Experiments</caption>
        <thead>
          <tr>
            <th scope="col">Experiment</th>
            <th scope="col">Status</th>
            <th scope="col">Variants</th>
            <th scope="col">Decided by</th>
            <th scope="col">Runs</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {experiments.map((experiment) => (
            <ExperimentRow key={experiment.key} experiment={experiment} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
