import type { ReactNode } from "react";
import { MARKS, type Tone } from "./words.ts";

/** A few words with a colour and a mark, neither of which says anything that the words do not. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`tag tone ${tone}`}>
      <span aria-hidden="true">{MARKS[tone]}</span> {children}
    </span>
  );
}
