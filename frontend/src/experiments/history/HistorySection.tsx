import type { SectionProps } from "../page/sections.ts";
import { HistoryTable } from "./HistoryTable.tsx";

/** All versions of the experiment with what each changed. */
export function HistorySection({ draft }: SectionProps) {
  return (
    <div className="panel">
      <p className="hint">
        Every change with who made it and when; entries cannot be altered. An experiment is not put back to an earlier
        version: what users have seen cannot be undone.
      </p>
      <HistoryTable experimentKey={draft.saved.key} whenEmpty="Nothing has been written about this experiment yet." />
    </div>
  );
}
