import { NavLink, Outlet } from "react-router";
import { useDaysInAddress } from "./useDays.ts";
import "../draft/draft.css";

const HOME = "/admin/analytics";

const PAGES = [
  { path: HOME, title: "Dashboard" },
  { path: `${HOME}/revenue`, title: "Revenue" },
  { path: `${HOME}/services`, title: "Services" },
  { path: `${HOME}/funnel`, title: "Funnel" },
  { path: `${HOME}/conversion`, title: "Conversion" },
  { path: `${HOME}/cas`, title: "CAs" },
  { path: `${HOME}/lifetime-value`, title: "Lifetime value" },
  { path: `${HOME}/retention`, title: "Retention" },
];

/** Leads through the pages of figures; the days that are chosen on one are those of the next. */
export function AnalyticsFrame() {
  const search = useDaysInAddress();
  return (
    <>
      <nav aria-label="Figures" className="tabs">
        {PAGES.map(({ path, title }) => (
          <NavLink key={path} to={{ pathname: path, search }} end={path === HOME}>
            {title}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
