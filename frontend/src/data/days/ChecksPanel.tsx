import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import { formatDay, formatInstant } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import type { Check } from "./days.ts";
import { listChecks } from "./daysApi.ts";
import { useBusinessDays } from "./useBusinessDays.ts";

/** What the nightly checks found, which should be nothing. */
export function ChecksPanel() {
  const api = useApi();
  const { range } = useBusinessDays();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["nightly checks", range],
    queryFn: ({ signal }) => listChecks(api, range, signal),
  });
  return (
    <section className="panel" aria-labelledby="checks-title" aria-busy={isFetching}>
      <h3 id="checks-title">Nightly checks</h3>
      <p className="hint">
        Each night the day before is counted again from its events and held against what is stored. Whatever is off is
        counted again and stands among the restatements.
      </p>
      {isFetching && !data && <p role="status">Loading the checks…</p>}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className="empty">No day of this period has been checked.</p>}
      {data && data.items.length > 0 && <CheckTable checks={data.items} />}
    </section>
  );
}

function CheckTable({ checks }: { checks: readonly Check[] }) {
  return (
    <div className="scroll">
      <table>
        <caption className="visually-hidden">Nightly checks, latest day first</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Finished</th>
            <th scope="col" className="number">
              Quarter-hours held against events
            </th>
            <th scope="col">Found</th>
          </tr>
        </thead>
        <tbody>
          {checks.toReversed().map((check) => (
            <tr key={check.day} data-checked={check.day}>
              <th scope="row">{formatDay(check.day)}</th>
              <td>{check.finishedAt ? formatInstant(check.finishedAt) : "under way"}</td>
              <td className="number">{formatCount(check.buckets)}</td>
              <td>
                <Finding check={check} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Finding({ check: { drift, dayDrift, dayCompared, bucketsWaiting, finishedAt } }: { check: Check }) {
  const off = [
    ...Object.entries(drift).map(([figure, by]) => `${figure} off by ${formatCount(by)} in quarter-hours`),
    ...Object.entries(dayDrift).map(([figure, by]) => `${figure} off by ${formatCount(by)} in the day`),
  ];
  const waiting = bucketsWaiting.length;
  return (
    <>
      {off.length > 0 && <span className="tag warning">{off.join(", ")}</span>}
      {off.length === 0 && finishedAt && <span className="tag done">Nothing off</span>}
      {waiting > 0 && <small className="hint">{formatCount(waiting)} left out, still to be counted</small>}
      {finishedAt && !dayCompared && <small className="hint">the day itself was not compared</small>}
    </>
  );
}
