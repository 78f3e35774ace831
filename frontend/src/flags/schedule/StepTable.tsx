import { formatInstant } from "../../format/date.ts";
import { useNow } from "../../page/useNow.ts";
import type { RolloutStep } from "../flag.ts";

/** When a roll-out is where. */
export function StepTable({ steps, caption }: { steps: readonly RolloutStep[]; caption: string }) {
  const now = useNow();
  return (
    <table className="narrow">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col" className="number">
            Roll-out
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ at, percentage }) => (
          <tr key={at}>
            <th scope="row">
              <time dateTime={at}>{formatInstant(at)}</time>
              {Date.parse(at) <= now && <span className="tag">reached</span>}
            </th>
            <td className="number">{percentage} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
