import type { ExperimentStatus } from "./experiment.ts";
import { STATUS_NAMES } from "./words.ts";

const TONES: Record<ExperimentStatus, string> = { DRAFT: "", RUNNING: "info", PAUSED: "warning", COMPLETED: "done" };

/** Where in its life an experiment is. */
export function StatusTag({ status }: { status: ExperimentStatus }) {
  return <span className={`tag one-line ${TONES[status]}`}>{STATUS_NAMES[status]}</span>;
}
