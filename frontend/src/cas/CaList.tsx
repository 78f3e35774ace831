import { CsvDownload } from "../analytics/CsvDownload.tsx";
import { useChoices } from "../analytics/useChoices.ts";
import { useDays } from "../analytics/useDays.ts";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { SelectField } from "../page/SelectField.tsx";
import { CaTable } from "./CaTable.tsx";
import { COLUMNS } from "./cas.ts";
import { useCas } from "./useCas.ts";

interface OrderChoices {
  readonly [name: string]: string;
  readonly sort: keyof typeof COLUMNS;
  readonly order: "asc" | "desc";
}

const DEFAULTS: OrderChoices = { sort: "utilization", order: "desc" };
const DIRECTIONS = { desc: "Highest first", asc: "Lowest first" } as const;

/** Every CA to whom something happened in the chosen days, sorted by any figure. */
export function CaList() {
  const [days] = useDays();
  const [order, change] = useChoices(DEFAULTS);
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useCas(days, order);
  const cas = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="page" aria-labelledby="cas-title" aria-busy={isFetching}>
      <header className="page-header">
        <h3 id="cas-title">Score cards</h3>
        <p role="status">{isFetching && "Loading the CAs…"}</p>
        <CsvDownload
          question={{ route: "/api/admin/analytics/cas", query: { ...order } }}
          days={days}
          label="Download CSV of all CAs"
        />
      </header>
      <div className="controls">
        <SelectField
          label="Sorted by"
          value={order.sort}
          choices={COLUMNS}
          onChoose={(sort) => {
            change({ sort });
          }}
        />
        <SelectField
          label="Order"
          value={order.order}
          choices={DIRECTIONS}
          onChoose={(direction) => {
            change({ order: direction });
          }}
        />
      </div>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data && cas.length === 0 && <p className="empty">Nothing happened to any CA in these days.</p>}
      {cas.length > 0 && <CaTable cas={cas} />}
      {hasNextPage && (
        <footer className="page-footer">
          <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
            Show more CAs
          </button>
        </footer>
      )}
    </section>
  );
}
