import { formatCount, formatRatio } from "../../format/number.ts";
import type { PhasePreview } from "../experiment.ts";

/** What a new phase would do: how many users move, from where to where, and what becomes of those who are enrolled. */
export function PhaseOutlook({ preview }: { preview: PhasePreview }) {
  const { movedShare, moves, enrolledUsers, treatment } = preview;
  return (
    <section className="card" aria-labelledby="outlook-title" role="status">
      <h4 id="outlook-title">What it does</h4>
      <p>
        <strong>{formatRatio(movedShare)}</strong> of all who take part fall to another variant; no split of this kind
        moves fewer. {formatCount(enrolledUsers)} users are enrolled.
      </p>
      {moves.length > 0 && (
        <table className="narrow">
          <caption>Who falls to another variant</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className="number">
                Share of all
              </th>
              <th scope="col" className="number">
                Enrolled users, about
              </th>
            </tr>
          </thead>
          <tbody>
            {moves.map(({ from, to, share, users }) => (
              <tr key={`${from} ${to}`}>
                <th scope="row">{from}</th>
                <td>{to}</td>
                <td className="number">{formatRatio(share)}</td>
                <td className="number">{formatCount(users)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>{treatment}</p>
    </section>
  );
}
