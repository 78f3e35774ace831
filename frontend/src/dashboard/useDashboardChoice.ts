import { useSearchParams } from "react-router";
import type { DayRange } from "./range.ts";

export interface DashboardChoice {
  readonly range: DayRange;
  readonly compare: boolean;
}

const NAMES = ["from", "to", "compare"];

/** Which days the dashboard shows, kept in the address so that a reload or a link shows the same. */
export function useDashboardChoice(): [DashboardChoice, (change: Partial<DashboardChoice>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const from = parameters.get("from");
  const to = parameters.get("to");
  const choice = {
    range: { ...(from && { from }), ...(to && { to }) },
    compare: parameters.get("compare") !== "none",
  };
  const change = (next: Partial<DashboardChoice>) => {
    const { range, compare } = { ...choice, ...next };
    setParameters((before) => {
      // The list of flags beside the figures keeps its own.
      const others = [...before].filter(([name]) => !NAMES.includes(name));
      return { ...Object.fromEntries(others), ...range, ...(!compare && { compare: "none" }) };
    });
  };
  return [choice, change];
}
