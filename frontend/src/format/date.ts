/** A calendar day (`2026-01-17`), which has no time zone, in words. */
export function formatDay(day: string, locale: string = navigator.language): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/** An instant (ISO 8601) as the clocks of a time zone show it, or those of the browser. */
export function formatInstant(instant: string, timeZone?: string, locale: string = navigator.language): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    ...(timeZone && { timeZone }),
  }).format(new Date(instant));
}
