import { formatInstant } from "../../format/date.ts";
import { DeleteExperiment } from "../lifecycle/DeleteExperiment.tsx";
import type { SectionProps } from "../page/sections.ts";
import { ConclusionPanel } from "./ConclusionPanel.tsx";
import { DescriptionPanel } from "./DescriptionPanel.tsx";
import { PlanPanel } from "./PlanPanel.tsx";

/** What the experiment is, how it is planned, and how it ended. */
export function OverviewSection({ draft }: SectionProps) {
  const { saved } = draft;
  return (
    <>
      {saved.conclusion && <ConclusionPanel experiment={saved} conclusion={saved.conclusion} />}
      <DescriptionPanel draft={draft} />
      <PlanPanel draft={draft} />
      <div className="panel">
        <p className="hint">
          Made {formatInstant(saved.createdAt)} by {saved.createdBy}. Its seed <code>{saved.seed}</code> draws the
          variants and never changes.
        </p>
        <DeleteExperiment draft={draft} />
      </div>
    </>
  );
}
