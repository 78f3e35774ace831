import { formatCount } from "./number.ts";

const UNITS = [
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
  { ms: 1_000, name: "s" },
] as const;

/** A time in milliseconds, in the largest unit of which there is at least one, such as “2.5 h”. */
export function formatDuration(milliseconds: number, locale: string = navigator.language): string {
  const unit = UNITS.find(({ ms }) => milliseconds >= ms) ?? UNITS[3];
  return `${formatCount(milliseconds / unit.ms, locale)} ${unit.name}`;
}

/** Minutes as hours, in which time that is offered is thought of. */
export function formatHours(minutes: number, locale: string = navigator.language): string {
  return `${formatCount(minutes / 60, locale)} h`;
}
