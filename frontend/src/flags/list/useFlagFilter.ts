import { useCallback, useMemo } from "react";
import { useAddress } from "../../page/useAddress.ts";
import { filterFrom, parametersOf, type FlagFilter } from "./filter.ts";

const NAMES = ["q", "state", "tag", "owner", "archived", "stale"];

/** Which flags the list shows, kept in the address so that a reload or a link shows the same. */
export function useFlagFilter(): [FlagFilter, (changes: Partial<FlagFilter>) => void] {
  const [parameters, changeAddress] = useAddress();
  // As text, which is equal as long as it says the same.
  const text = parameters.toString();
  const filter = useMemo(() => filterFrom(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (changes: Partial<FlagFilter>) => {
      changeAddress(
        (before) => {
          // The figures beside the list keep their parameters.
          const others = [...before].filter(([name]) => !NAMES.includes(name));
          return { ...Object.fromEntries(others), ...parametersOf({ ...filterFrom(before), ...changes }) };
        },
        { replace: true },
      );
    },
    [changeAddress],
  );
  return [filter, change];
}
