import { formatCount } from "../format/number.ts";
import { PARTS, TREATMENTS, type Erasure } from "./user.ts";

/** What was removed so far and where; at the end also what each store still answered. */
export function ErasureTable({ erasure: { removed, proof } }: { erasure: Erasure }) {
  return (
    <div className="scroll">
      <table>
        <caption>{proof ? "Receipt" : "Removed so far"}</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col">How</th>
            <th scope="col" className="number">
              Removed
            </th>
            {proof && (
              <th scope="col" className="number">
                Found afterwards
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {removed.map(({ what, store, how, count }) => (
            <tr key={what} data-erased={what}>
              <th scope="row">{PARTS[what]}</th>
              <td>
                <code>{store}</code>
              </td>
              <td>{TREATMENTS[how]}</td>
              <td className="number">{formatCount(count)}</td>
              {proof && <td className="number">{foundOf(proof, what)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function foundOf(proof: NonNullable<Erasure["proof"]>, what: Erasure["removed"][number]["what"]): string {
  const found = proof.find((each) => each.what === what);
  return found ? formatCount(found.count) : "–";
}
