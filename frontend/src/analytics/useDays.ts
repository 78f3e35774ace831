import { useSearchParams } from "react-router";
import type { DayRange } from "../dashboard/range.ts";

/** The days that figures are of. */
export interface Days {
  readonly range: DayRange;
  /** Whether the period before stands beside them. */
  readonly compare: boolean;
  /** IANA name of the zone whose days are meant; empty for the business's. */
  readonly timeZone: string;
}

const NAMES = ["from", "to", "compare", "timeZone"];

/** Which days a page shows, kept in the address so that a reload, a link or the next page shows the same. */
export function useDays(): [Days, (change: Partial<Days>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const from = parameters.get("from");
  const to = parameters.get("to");
  const days = {
    range: { ...(from && { from }), ...(to && { to }) },
    compare: parameters.get("compare") !== "none",
    timeZone: parameters.get("timeZone") ?? "",
  };
  const change = (next: Partial<Days>) => {
    const { range, compare, timeZone } = { ...days, ...next };
    setParameters((before) => {
      // What else the page shows keeps its own.
      const others = [...before].filter(([name]) => !NAMES.includes(name));
      return {
        ...Object.fromEntries(others),
        ...range,
        ...(!compare && { compare: "none" }),
        ...(timeZone && { timeZone }),
      };
    });
  };
  return [days, change];
}

/** The part of an address that says which days are shown, for a link to another page of the same days. */
export function useDaysInAddress(): string {
  const [parameters] = useSearchParams();
  const kept = [...parameters].filter(([name]) => NAMES.includes(name));
  return new URLSearchParams(kept).toString();
}
