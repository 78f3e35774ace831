import { useCallback, useMemo } from "react";
import { useAddress } from "../../page/useAddress.ts";
import { filterFrom, parametersOf, type ExperimentFilter } from "./filter.ts";

/** Which experiments the list shows, kept in the address so that a reload or a link shows the same. */
export function useExperimentFilter(): [ExperimentFilter, (changes: Partial<ExperimentFilter>) => void] {
  const [parameters, changeAddress] = useAddress();
  // As text, which is equal as long as it says the same.
  const text = parameters.toString();
  const filter = useMemo(() => filterFrom(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (changes: Partial<ExperimentFilter>) => {
      changeAddress((before) => parametersOf({ ...filterFrom(before), ...changes }), { replace: true });
    },
    [changeAddress],
  );
  return [filter, change];
}
