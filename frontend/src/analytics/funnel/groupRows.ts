import { formatDay } from "../../format/date.ts";
import { groupName, type Funnel, type FunnelFigures } from "./funnel.ts";

/** Some of the entrants, and how far they came. */
export interface GroupRow {
  readonly name: string;
  readonly label: string;
  readonly partial: boolean;
  readonly figures: FunnelFigures;
}

export function groupRows(groups: Funnel["groups"]): GroupRow[] {
  return groups.map(({ name, figures }) => ({ name, label: groupName(name), partial: false, figures }));
}

export function cohortRows(cohorts: Funnel["cohorts"]): GroupRow[] {
  return cohorts.map(({ label, days, partial, figures }) => ({
    name: label,
    label: label === days.from ? formatDay(days.from) : label,
    partial,
    figures,
  }));
}
