import { useSearchParams } from "react-router";
import type { DayRange } from "../dashboard/range.ts";
import { useAddress } from "../page/useAddress.ts";

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
export function useDays(): [Days, (changes: Partial<Days>) => void] {
  const [parameters, changeAddress] = useAddress();
  const change = (changes: Partial<Days>) => {
    changeAddress((before) => {
      const { range, compare, timeZone } = { ...daysFrom(before), ...changes };
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
  return [daysFrom(parameters), change];
}

function daysFrom(parameters: URLSearchParams): Days {
  const from = parameters.get("from");
  const to = parameters.get("to");
  return {
    range: { ...(from && { from }), ...(to && { to }) },
    compare: parameters.get("compare") !== "none",
    timeZone: parameters.get("timeZone") ?? "",
  };
}

/** The part of an address that says which days are shown, for a link to another page of the same days. */
export function useDaysInAddress(): string {
  const [parameters] = useSearchParams();
  const kept = [...parameters].filter(([name]) => NAMES.includes(name));
  return new URLSearchParams(kept).toString();
}
