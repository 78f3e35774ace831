import { useState } from "react";
import { formatCount } from "../../format/number.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { CreateFlag } from "./CreateFlag.tsx";
import { FlagFilters } from "./FlagFilters.tsx";
import { FlagTable } from "./FlagTable.tsx";
import { TransferFlags } from "../transfer/TransferFlags.tsx";
import { EVERY_FLAG, isFiltered } from "./filter.ts";
import { useFlagFilter } from "./useFlagFilter.ts";
import { useFlags } from "./useFlags.ts";
import "../flags.css";

/** The feature flags with their switches. */
export function FlagsPage() {
  const [filter, changeFilter] = useFlagFilter();
  const [creating, setCreating] = useState(false);
  const [news, setNews] = useState("");
  const flags = useFlags(filter);
  const shown = flags.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="page" aria-labelledby="flags-title" aria-busy={flags.isFetching}>
      <header className="page-header">
        <h2 id="flags-title">Feature flags</h2>
        <p role="status">{flags.isFetching ? "Loading the flags…" : news}</p>
        <button
          type="button"
          aria-expanded={creating}
          onClick={() => {
            setCreating(!creating);
          }}
        >
          New flag
        </button>
        <TransferFlags onNews={setNews} />
        <button type="button" disabled={flags.isFetching} onClick={() => void flags.refetch()}>
          Refresh
        </button>
      </header>
      {creating && (
        <CreateFlag
          onCreated={(flag) => {
            setCreating(false);
            changeFilter(EVERY_FLAG);
            setNews(`Created ${flag.key}.`);
          }}
        />
      )}
      <FlagFilters filter={filter} onChange={changeFilter} />
      {flags.error && <ProblemAlert error={flags.error} onRetry={() => void flags.refetch()} />}
      {flags.data && shown.length === 0 && (
        <p className="empty">
          {isFiltered(filter) ? "No flag fits this filter." : "There are no flags yet. Create the first one."}
        </p>
      )}
      {shown.length > 0 && <FlagTable flags={shown} onNews={setNews} />}
      {shown.length > 0 && (
        <footer className="page-footer">
          <span>
            {formatCount(shown.length)} {shown.length === 1 ? "flag" : "flags"} shown
          </span>
          {flags.hasNextPage && (
            <button type="button" disabled={flags.isFetching} onClick={() => void flags.fetchNextPage()}>
              Show more
            </button>
          )}
        </footer>
      )}
    </section>
  );
}
