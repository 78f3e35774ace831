import { differenceInCalendarDays, parseISO } from "date-fns";

/** A day, a week or a month, as far as it lies within the days that are shown. */
export interface Span {
  readonly label: string;
  readonly from: string;
  readonly to: string;
  /** Whether other days of this week or month are not shown. */
  readonly partial: boolean;
  /** Whether its days are over, with nothing waiting to be counted. */
  readonly complete: boolean;
  readonly hours: number;
}

export type Granularity = "day" | "week" | "month";

/** What must be known of a row before its figures are held against those of others. */
export function marksOf({ from, to, partial, complete, hours }: Span): string[] {
  const usual = 24 * (differenceInCalendarDays(parseISO(to), parseISO(from)) + 1);
  return [
    ...(partial ? ["partial"] : []),
    ...(complete ? [] : ["not complete yet"]),
    ...(hours === usual ? [] : [`${hours} hours`]),
  ];
}
