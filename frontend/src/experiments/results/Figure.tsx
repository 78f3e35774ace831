import { missingInWords } from "./words.ts";

interface FigureProps {
  readonly of: number | null;
  /** Why it is missing, if it is. */
  readonly status: string;
  readonly format: (value: number) => string;
}

/** A cell with a figure, or with the words why there is none. */
export function Figure({ of, status, format }: FigureProps) {
  return of === null ? (
    <td className="number hint">{missingInWords(status)}</td>
  ) : (
    <td className="number">{format(of)}</td>
  );
}
