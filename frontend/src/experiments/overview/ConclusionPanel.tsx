import { Link } from "react-router";
import { flagAddress } from "../../flags/flag.ts";
import { experimentAddress, type Conclusion, type Experiment } from "../experiment.ts";

interface ConclusionPanelProps {
  readonly experiment: Experiment;
  readonly conclusion: Conclusion;
}

/** How the experiment ended. */
export function ConclusionPanel({ experiment, conclusion }: ConclusionPanelProps) {
  const { winner, reason, rolledOutTo, resultHash } = conclusion;
  const name = experiment.variants.find(({ id }) => id === winner)?.name ?? winner;
  return (
    <section className="panel" aria-labelledby="conclusion-title">
      <h4 id="conclusion-title">Conclusion</h4>
      <dl className="facts">
        <dt>Winner</dt>
        <dd>{name ?? "none"}</dd>
        <dt>Why</dt>
        <dd>{reason}</dd>
        {rolledOutTo && (
          <>
            <dt>Rolled out to</dt>
            <dd>
              <Link to={flagAddress(rolledOutTo)}>{rolledOutTo}</Link>
            </dd>
          </>
        )}
        <dt>Result</dt>
        <dd>
          <Link to={experimentAddress(experiment.key, "results")}>As it was at the end</Link>
          {resultHash && (
            <small className="hint">
              Computed from sums with the hash <code>{resultHash}</code>, by which anyone can check it.
            </small>
          )}
        </dd>
      </dl>
    </section>
  );
}
