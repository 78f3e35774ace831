import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import { EVERY_ENTRY } from "../../audit/entry.ts";
import { EntryTable } from "../../audit/EntryTable.tsx";
import { useAudit } from "../../audit/useAudit.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { bringBackFlag } from "../flagApi.ts";
import { FLAG, FLAGS, showFlag } from "../flagCache.ts";

/** A flag that is not there: what is known of it, and the way to bring it back. */
export function DeletedFlag({ flagKey }: { flagKey: string }) {
  const api = useApi();
  const cache = useQueryClient();
  const history = useAudit({ ...EVERY_ENTRY, entity: `flag:${flagKey}` }, [FLAG, flagKey, "more"]);
  const entries = history.data?.pages.flatMap((page) => page.items) ?? [];
  const revival = useMutation({
    mutationFn: (version: number) => bringBackFlag(api, flagKey, version),
    onSuccess(flag) {
      showFlag(cache, flag);
      void cache.invalidateQueries({ queryKey: [FLAGS] });
    },
  });
  if (history.isPending) return <p role="status">Looking for the flag in the audit log…</p>;
  return (
    <>
      <p className="empty">
        {entries.length > 0
          ? "This flag was deleted. Any of its versions can be brought back, with the same seed: users keep their places."
          : "There is no flag with this key, and there never was one."}
      </p>
      {history.error && <ProblemAlert error={history.error} onRetry={() => void history.refetch()} />}
      {revival.error && <ProblemAlert error={revival.error} />}
      {entries.length > 0 && (
        <EntryTable
          caption="History, newest first"
          entries={entries}
          withEntity={false}
          actions={({ version, after }) =>
            version !== null &&
            after !== null && (
              <button
                type="button"
                disabled={revival.isPending}
                aria-label={`Bring back version ${version}`}
                onClick={() => {
                  revival.mutate(version);
                }}
              >
                Bring back
              </button>
            )
          }
        />
      )}
    </>
  );
}
