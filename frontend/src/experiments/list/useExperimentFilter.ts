import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { filterFrom, parametersOf, type ExperimentFilter } from "./filter.ts";

/** Which experiments the list shows, kept in the address so that a reload or a link shows the same. */
export function useExperimentFilter(): [ExperimentFilter, (filter: ExperimentFilter) => void] {
  const [parameters, setParameters] = useSearchParams();
  // As text, which is equal as long as it says the same.
  const text = parameters.toString();
  const filter = useMemo(() => filterFrom(new URLSearchParams(text)), [text]);
  const choose = useCallback(
    (chosen: ExperimentFilter) => {
      setParameters(parametersOf(chosen), { replace: true });
    },
    [setParameters],
  );
  return [filter, choose];
}
