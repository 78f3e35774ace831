import { useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import { formatDay, formatInstant } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { CAUSES, type Restatement } from "./days.ts";
import { listRestatements } from "./daysApi.ts";
import { useBusinessDays } from "./useBusinessDays.ts";

/** Every change of a day after it was closed: what its figures were before and after, and why. */
export function RestatementsPanel() {
  const api = useApi();
  const { range } = useBusinessDays();
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ["restatements", range],
    queryFn: ({ pageParam, signal }) => listRestatements(api, range, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const restatements = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="panel" aria-labelledby="restatements-title" aria-busy={isFetching}>
      <h3 id="restatements-title">Restatements</h3>
      <p className="hint">Days that changed after they were closed. Amounts are in minor units.</p>
      {isFetching && !data && <p role="status">Loading the restatements…</p>}
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && restatements.length === 0 && !hasNextPage && (
        <p className="empty">No day of this period changed after it was closed.</p>
      )}
      {restatements.length > 0 && <RestatementTable restatements={restatements} />}
      {hasNextPage && (
        <footer className="page-footer">
          <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
            Show more restatements
          </button>
        </footer>
      )}
    </section>
  );
}

function RestatementTable({ restatements }: { restatements: readonly Restatement[] }) {
  return (
    <div className="scroll">
      <table>
        <caption className="visually-hidden">Restatements, those of the latest day first</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Changed</th>
            <th scope="col">Because</th>
            <th scope="col">Figures, before and after</th>
          </tr>
        </thead>
        <tbody>
          {restatements.map(({ day, restatedAt, causes, changes }) => (
            <tr key={`${day} ${restatedAt}`} data-restated={day}>
              <th scope="row">{formatDay(day)}</th>
              <td>
                <time dateTime={restatedAt}>{formatInstant(restatedAt)}</time>
              </td>
              <td>{causes.map((cause) => CAUSES[cause]).join(", ")}</td>
              <td>
                {changes.map(({ figure, before, after }) => (
                  <div key={figure}>
                    <code>{figure}</code> {formatCount(before)} → {formatCount(after)}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
