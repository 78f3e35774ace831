import { format } from "date-fns";

/** The time zone of this browser, in which times are typed and shown. */
export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A moment as a `datetime-local` control holds it, to the minute. */
export function toLocalText(moment: Date): string {
  return format(moment, "yyyy-MM-dd'T'HH:mm");
}

/** The moment that a `datetime-local` control holds, as the API takes it; null while it holds none. */
export function fromLocalText(text: string): string | null {
  const moment = new Date(text);
  return text === "" || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
