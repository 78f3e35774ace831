import { Link } from "react-router";
import { formatDay, formatInstant } from "../../format/date.ts";
import { experimentAddress, type Experiment } from "../experiment.ts";
import { splitInWords } from "../shares.ts";
import { StatusTag } from "../StatusTag.tsx";
import { TagLinks } from "../TagLinks.tsx";

/** One experiment of the list. */
export function ExperimentRow({ experiment }: { experiment: Experiment }) {
  const { key, name, description, owner, tags, status, variants, trafficPercentage, updatedAt, version } = experiment;
  const deciding = experiment.metrics.filter(({ role }) => role === "primary");
  return (
    <tr data-experiment={key}>
      <th scope="row">
        <Link to={experimentAddress(key)}>
          <code>{key}</code>
        </Link>
        <div>{name}</div>
        {description && <small className="hint">{description}</small>}
        {owner && <small className="hint">Owner: {owner}</small>}
        <TagLinks of={key} tags={tags} />
      </th>
      <td>
        <StatusTag status={status} />
        {experiment.conclusion && (
          <small className="hint">
            {experiment.conclusion.winner === null ? "no winner" : `winner: ${experiment.conclusion.winner}`}
          </small>
        )}
      </td>
      <td>
        {splitInWords(variants)}
        {trafficPercentage < 100 && <small className="hint">of {trafficPercentage} % of the users</small>}
      </td>
      <td>{deciding.map((metric) => metric.name).join(", ") || <span className="hint">no primary metric yet</span>}</td>
      <td>
        {timesInWords(experiment).map((time) => (
          <div key={time}>{time}</div>
        ))}
      </td>
      <td>
        <time dateTime={updatedAt}>{formatInstant(updatedAt)}</time>
        <small className="hint">version {version}</small>
      </td>
    </tr>
  );
}

function timesInWords({ startedAt, startDate, completedAt, endDate }: Experiment): string[] {
  if (!startedAt) return [startDate ? `planned from ${formatDay(startDate)}` : "not started"];
  const from = `since ${formatInstant(startedAt)}`;
  if (completedAt) return [from, `until ${formatInstant(completedAt)}`];
  return endDate ? [from, `planned until ${formatDay(endDate)}`] : [from];
}
