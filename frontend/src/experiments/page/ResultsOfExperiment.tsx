import { ResultsSection } from "../results/ResultsSection.tsx";
import type { SectionProps } from "./sections.ts";

/** What the saved experiment has found; what is not saved yet has found nothing. */
export function ResultsOfExperiment({ draft }: SectionProps) {
  return <ResultsSection experiment={draft.saved} />;
}
