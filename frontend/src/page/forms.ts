import type { SubmitEvent } from "react";

/**
 * A submit handler that hands over the form's fields. Not a form action: React empties the form after one, and a
 * refused entry should stay to be corrected.
 */
export function withFields(submit: (fields: FormData) => void): (event: SubmitEvent<HTMLFormElement>) => void {
  return (event) => {
    event.preventDefault();
    submit(new FormData(event.currentTarget));
  };
}

export function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}
