import type { FieldError } from "../api/problem.ts";

/** What is wrong with a setting, in one text to stand beside its control. */
export function inOneText(errors: readonly FieldError[]): string | undefined {
  return errors.length > 0 ? errors.map(({ message }) => message).join(" ") : undefined;
}
