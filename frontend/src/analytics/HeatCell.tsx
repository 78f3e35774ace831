import type { CSSProperties } from "react";
import { NO_FIGURE } from "../dashboard/figures.ts";

interface HeatCellProps {
  /** What it says; null while it cannot be known. */
  readonly text: string | null;
  /** 0 to 1: how deep its colour is. */
  readonly heat: number;
}

/** A cell that says its figure in words and in colour; one that is still to come is a dash. */
export function HeatCell({ text, heat }: HeatCellProps) {
  if (text === null) {
    return (
      <td className="number heat" title="Not over yet">
        {NO_FIGURE} <span className="visually-hidden">not over yet</span>
      </td>
    );
  }
  return (
    <td className="number heat" style={{ "--heat": `${Math.round(heat * 60)}%` } as CSSProperties}>
      {text}
    </td>
  );
}
