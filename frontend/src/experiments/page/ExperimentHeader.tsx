import { formatInstant } from "../../format/date.ts";
import type { Experiment } from "../experiment.ts";
import { CompleteExperiment } from "../lifecycle/CompleteExperiment.tsx";
import { MoveButton } from "../lifecycle/MoveButton.tsx";
import { StatusTag } from "../StatusTag.tsx";
import { TagLinks } from "../TagLinks.tsx";
import type { SectionProps } from "./sections.ts";

interface ExperimentHeaderProps extends SectionProps {
  readonly news: string;
}

/** The experiment's name, where it stands, and what may be done to its status. */
export function ExperimentHeader({ draft, news, onNews }: ExperimentHeaderProps) {
  const experiment = draft.saved;
  return (
    <>
      <header className="page-header thing-header">
        <div>
          <h2 id="experiment-title">
            {experiment.name} <StatusTag status={experiment.status} />
          </h2>
          <code>{experiment.key}</code>
        </div>
        <p role="status">{news}</p>
        <div className="buttons" role="group" aria-label="Lifecycle">
          {experiment.allowedMoves.map((move) =>
            move === "complete" ? (
              <CompleteExperiment key={move} draft={draft} onNews={onNews} />
            ) : (
              <MoveButton key={move} move={move} draft={draft} onNews={onNews} />
            ),
          )}
        </div>
      </header>
      <TagLinks of={experiment.key} tags={experiment.tags} />
      <p className="hint">{now(experiment)}</p>
    </>
  );
}

function now(experiment: Experiment): string {
  const saved = `Version ${experiment.version}, saved ${formatInstant(experiment.updatedAt)}.`;
  return `${stateOf(experiment)} ${saved}`;
}

function stateOf({ status, startedAt, pausedAt, completedAt, phases, conclusion }: Experiment): string {
  switch (status) {
    case "DRAFT":
      return "A draft: nobody gets a variant, and everything can be changed.";
    case "RUNNING":
      return `Runs${since(startedAt)}, in phase ${phases.length}: users enrol and what they do is counted.`;
    case "PAUSED":
      return `Paused${since(pausedAt)}: enrolled users keep their variant, nobody new enrols and nothing is counted.`;
    case "COMPLETED": {
      const winner = conclusion?.winner;
      return `Over${since(completedAt)}: ${winner ? `everybody who asks gets the winner, ${winner}` : "nobody gets a variant"}.`;
    }
  }
}

function since(moment: string | null): string {
  return moment ? ` since ${formatInstant(moment)}` : "";
}
