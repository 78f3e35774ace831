import { Link } from "react-router";
import { flagAddress } from "../flag.ts";
import { SECTIONS } from "./sections.ts";
import type { SettingName } from "./useFlagDraft.ts";

interface SectionTabsProps {
  readonly flagKey: string;
  readonly current: string;
  /** What is changed and not saved. */
  readonly changed: readonly SettingName[];
}

/** Leads to the sections of a flag's page; a dot marks those with unsaved changes. */
export function SectionTabs({ flagKey, current, changed }: SectionTabsProps) {
  return (
    <nav aria-label="Sections" className="tabs">
      {SECTIONS.map(({ path, title, settings }) => (
        <Link key={path} to={flagAddress(flagKey, path)} aria-current={path === current ? "page" : undefined}>
          {title}
          {settings.some((setting) => changed.includes(setting)) && (
            <span className="dot">
              <span className="visually-hidden"> (unsaved changes)</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
