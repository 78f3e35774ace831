import type { ComponentType } from "react";
import type { PageSection } from "../../draft/SectionTabs.tsx";
import { HistorySection } from "../history/HistorySection.tsx";
import { MetricsSection } from "../metrics/MetricsSection.tsx";
import { OverviewSection } from "../overview/OverviewSection.tsx";
import { TargetingSection } from "../targeting/TargetingSection.tsx";
import { TestersSection } from "../testers/TestersSection.tsx";
import { VariantsSection } from "../variants/VariantsSection.tsx";
import { ResultsOfExperiment } from "./ResultsOfExperiment.tsx";
import type { ExperimentDraft, SettingName } from "./useExperimentDraft.ts";

export interface SectionProps {
  readonly draft: ExperimentDraft;
  readonly onNews: (news: string) => void;
}

export interface Section extends PageSection {
  readonly settings: readonly SettingName[];
  readonly Component: ComponentType<SectionProps>;
}

const OVERVIEW: Section = {
  path: "overview",
  title: "Overview",
  settings: [
    "name",
    "description",
    "hypothesis",
    "owner",
    "tags",
    "startDate",
    "endDate",
    "plannedUsers",
    "alpha",
    "power",
    "correction",
    "crossover",
    "clientVisible",
  ],
  Component: OverviewSection,
};

export const SECTIONS: readonly Section[] = [
  OVERVIEW,
  {
    path: "variants",
    title: "Variants & traffic",
    settings: ["variants", "trafficPercentage"],
    Component: VariantsSection,
  },
  {
    path: "targeting",
    title: "Targeting",
    settings: ["condition", "roles", "segments", "namespace"],
    Component: TargetingSection,
  },
  { path: "metrics", title: "Metrics", settings: ["metrics"], Component: MetricsSection },
  { path: "testers", title: "Testers", settings: ["overrides"], Component: TestersSection },
  { path: "results", title: "Results", settings: [], Component: ResultsOfExperiment },
  { path: "history", title: "History", settings: [], Component: HistorySection },
];

/** The section at the end of an address; the overview when it names none. */
export function sectionAt(path: string | undefined): Section {
  return SECTIONS.find((section) => section.path === path) ?? OVERVIEW;
}
