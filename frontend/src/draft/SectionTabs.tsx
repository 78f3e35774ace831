import { Link } from "react-router";

/** A part of a thing's page that has an address of its own. */
export interface PageSection {
  /** The last part of its address. */
  readonly path: string;
  readonly title: string;
  /** What is set there. */
  readonly settings: readonly string[];
}

interface SectionTabsProps {
  readonly sections: readonly PageSection[];
  readonly addressOf: (path: string) => string;
  readonly current: string;
  /** What is changed and not saved. */
  readonly changed: readonly string[];
}

/** Leads to the sections of a thing's page; a dot marks those with unsaved changes. */
export function SectionTabs({ sections, addressOf, current, changed }: SectionTabsProps) {
  return (
    <nav aria-label="Sections" className="tabs">
      {sections.map(({ path, title, settings }) => (
        <Link key={path} to={addressOf(path)} aria-current={path === current ? "page" : undefined}>
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
