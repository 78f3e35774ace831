import { NavLink, Outlet } from "react-router";
import { DATA } from "./addresses.ts";
import "../draft/draft.css";
import "../flags/flags.css";
import "../experiments/experiments.css";
import "../flags/statistics/statistics.css";

const PAGES = [
  { path: DATA, title: "Days" },
  { path: `${DATA}/backfills`, title: "Backfills" },
  { path: `${DATA}/rejected-events`, title: "Rejected events" },
  { path: `${DATA}/event-schemas`, title: "Event schemas" },
];

/** Leads through the pages about what the figures are made of, and whether it holds. */
export function DataFrame() {
  return (
    <>
      <nav aria-label="Data" className="tabs">
        {PAGES.map(({ path, title }) => (
          <NavLink key={path} to={path} end={path === DATA}>
            {title}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
