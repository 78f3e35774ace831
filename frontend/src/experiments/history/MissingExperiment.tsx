import { HistoryTable } from "./HistoryTable.tsx";

/** An experiment that is not there, and what is known of it. */
export function MissingExperiment({ experimentKey }: { experimentKey: string }) {
  return (
    <>
      <p className="empty">
        There is no experiment with this key. If it was deleted, this is what the audit log has kept of it:
      </p>
      <HistoryTable experimentKey={experimentKey} whenEmpty="Nothing: there never was one." />
    </>
  );
}
