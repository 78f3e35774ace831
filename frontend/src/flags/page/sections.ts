import type { ComponentType } from "react";
import type { PageSection } from "../../draft/SectionTabs.tsx";
import { ExplainSection } from "../explain/ExplainSection.tsx";
import { HistorySection } from "../history/HistorySection.tsx";
import { ScheduleSection } from "../schedule/ScheduleSection.tsx";
import { SettingsSection } from "../settings/SettingsSection.tsx";
import { StatisticsSection } from "../statistics/StatisticsSection.tsx";
import { TargetingSection } from "../targeting/TargetingSection.tsx";
import { ValuesSection } from "../values/ValuesSection.tsx";
import type { FlagDraft, SettingName } from "./useFlagDraft.ts";

export interface SectionProps {
  readonly draft: FlagDraft;
  readonly onNews: (news: string) => void;
}

export interface Section extends PageSection {
  readonly settings: readonly SettingName[];
  readonly Component: ComponentType<SectionProps>;
}

const TARGETING: Section = {
  path: "targeting",
  title: "Targeting",
  settings: ["prerequisites", "excludedUserIds", "userIds", "rules", "rolloutPercentage", "roles", "segments"],
  Component: TargetingSection,
};

export const SECTIONS: readonly Section[] = [
  TARGETING,
  {
    path: "values",
    title: "Values",
    settings: ["value", "defaultValue", "valueSchema"],
    Component: ValuesSection,
  },
  { path: "schedule", title: "Schedule", settings: ["schedule", "progressiveRollout"], Component: ScheduleSection },
  { path: "statistics", title: "Statistics", settings: [], Component: StatisticsSection },
  { path: "test", title: "Test", settings: [], Component: ExplainSection },
  { path: "history", title: "History", settings: [], Component: HistorySection },
  {
    path: "settings",
    title: "Settings",
    settings: ["name", "description", "owner", "tags", "lifetime", "expectedEnd", "clientVisible"],
    Component: SettingsSection,
  },
];

/** The section at the end of an address; targeting when it names none. */
export function sectionAt(path: string | undefined): Section {
  return SECTIONS.find((section) => section.path === path) ?? TARGETING;
}
