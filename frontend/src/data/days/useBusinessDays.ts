import { useMemo } from "react";
import { useDays, type Days } from "../../analytics/useDays.ts";

/** The chosen days of the business's own zone: those of others are not stored. */
export function useBusinessDays(): Days {
  const [{ range }] = useDays();
  const { from, to } = range;
  return useMemo(
    () => ({ range: { ...(from && { from }), ...(to && { to }) }, compare: false, timeZone: "" }),
    [from, to],
  );
}
