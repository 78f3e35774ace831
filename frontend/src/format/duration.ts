import { formatCount } from "./number.ts";

const SECOND_MS = 1_000;

/** From the longest on: how many seconds, and what it is called. */
const UNITS = [
  { seconds: 86_400, name: "days" },
  { seconds: 3_600, name: "hours" },
  { seconds: 60, name: "minutes" },
] as const;

/** A time in milliseconds in the unit that suits it, such as “2.5 hours”. */
export function formatDuration(milliseconds: number, locale: string = navigator.language): string {
  const seconds = milliseconds / SECOND_MS;
  const unit = UNITS.find((each) => seconds >= each.seconds) ?? { seconds: 1, name: "seconds" };
  return `${formatCount(seconds / unit.seconds, locale)} ${unit.name}`;
}

/** Minutes as hours, such as “12.5 h”. */
export function formatHours(minutes: number, locale: string = navigator.language): string {
  return `${formatCount(minutes / 60, locale)} h`;
}
