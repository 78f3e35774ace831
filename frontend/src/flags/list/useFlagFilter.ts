import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { filterFrom, parametersOf, type FlagFilter } from "./filter.ts";

const NAMES = ["q", "state", "tag", "owner", "archived", "stale"];

/** Which flags the list shows, kept in the address so that a reload or a link shows the same. */
export function useFlagFilter(): [FlagFilter, (filter: FlagFilter) => void] {
  const [parameters, setParameters] = useSearchParams();
  // As text, which is equal as long as it says the same.
  const text = parameters.toString();
  const filter = useMemo(() => filterFrom(new URLSearchParams(text)), [text]);
  const choose = useCallback(
    (chosen: FlagFilter) => {
      setParameters(
        (before) => {
          // The figures beside the list keep their parameters.
          const others = [...before].filter(([name]) => !NAMES.includes(name));
          return { ...Object.fromEntries(others), ...parametersOf(chosen) };
        },
        { replace: true },
      );
    },
    [setParameters],
  );
  return [filter, choose];
}
