/** A range of calendar days (`2026-01-17`), both inclusive. Empty: the API's own default, the last 30 days. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

export const PRESET_DAYS = [7, 30, 90] as const;

/** The last so many days up to and with `today`. */
export function lastDays(days: number, today: string): Required<DayRange> {
  const from = new Date(`${today}T00:00:00Z`);
  from.setUTCDate(from.getUTCDate() - (days - 1));
  return { from: from.toISOString().slice(0, 10), to: today };
}

/** The calendar day that it is now in a time zone, or in the browser's where none is given. */
export function todayIn(timeZone?: string, now: Date = new Date()): string {
  // The Swedish way of writing a date is ISO 8601.
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", ...(timeZone && { timeZone }) }).format(now);
}

/** Why a range cannot be asked for, or nothing. */
export function rangeMistake({ from, to }: DayRange): string | undefined {
  return from && to && from > to ? "The first day must not be after the last." : undefined;
}
