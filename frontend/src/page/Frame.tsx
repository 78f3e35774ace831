import { NavLink, Outlet } from "react-router";
import { useAuth } from "../auth/AuthContext.ts";
import sextant from "./sextant.svg";

/** What surrounds every page of a signed-in admin. */
export function Frame() {
  const { session, end } = useAuth();
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="frame">
        <h1>
          <img src={sextant} alt="" width="28" height="28" /> Sextant
        </h1>
        <nav aria-label="Pages">
          <NavLink to="/">Overview</NavLink>
          <NavLink to="/admin/analytics">Analytics</NavLink>
          <NavLink to="/admin/feature-flags">Feature flags</NavLink>
          <NavLink to="/admin/experiments">Experiments</NavLink>
          <NavLink to="/admin/data">Data</NavLink>
          <NavLink to="/admin/users">Users</NavLink>
          <NavLink to="/admin/audit">Audit log</NavLink>
        </nav>
        <div className="account">
          <span>{session?.email}</span>
          <button
            type="button"
            onClick={() => {
              end();
            }}
          >
            Sign out
          </button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}
