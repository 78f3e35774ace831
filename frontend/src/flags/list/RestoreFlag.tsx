import { asProblem } from "../../api/problem.ts";
import type { Flag } from "../flag.ts";
import { RefusedChange } from "../RefusedChange.tsx";
import { useFlagAction } from "../useFlagChanges.ts";
import { useReload } from "../useReload.ts";

interface RestoreFlagProps {
  readonly flag: Flag;
  readonly onNews: (news: string) => void;
}

/** Brings an archived flag back into use, as it was. */
export function RestoreFlag({ flag, onNews }: RestoreFlagProps) {
  const reload = useReload();
  const action = useFlagAction(flag, () => {
    onNews(`Restored ${flag.key}.`);
  });
  return (
    <>
      <button
        type="button"
        aria-label={`Restore ${flag.key}`}
        disabled={action.isPending}
        onClick={() => {
          action.mutate("restore");
        }}
      >
        Restore
      </button>
      {action.error && (
        <RefusedChange
          problem={asProblem(action.error)}
          onReload={(current) => {
            reload(current);
            action.reset();
          }}
        />
      )}
    </>
  );
}
