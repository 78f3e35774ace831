import { errorsWithin, type FieldError } from "../api/problem.ts";

/** What is wrong with a setting, in one text to stand beside its control. */
export function inOneText(errors: readonly FieldError[]): string | undefined {
  return errors.length > 0 ? errors.map(({ message }) => message).join(" ") : undefined;
}

/** What is wrong inside a setting, by the path of a field such as `metrics.0.event`, in one text. */
export function messageAt(errors: readonly FieldError[], path: string): string | undefined {
  return inOneText(errorsWithin(errors, path));
}
