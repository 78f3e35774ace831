import { Breakdown, rowsOf } from "./Breakdown.tsx";
import { Metric } from "./Metric.tsx";
import type { Dashboard } from "./figures.ts";

const ROLE_LABELS = { UNKNOWN: "Never registered" };

interface UserFiguresProps {
  readonly users: Dashboard["users"];
  readonly compared: boolean;
}

export function UserFigures({ users, compared }: UserFiguresProps) {
  return (
    <section aria-labelledby="users-title">
      <h3 id="users-title">Users</h3>
      <dl className="metrics">
        <Metric label="New users" path="users.new" means="users.new" measure={users.new} compared={compared} />
        <Metric
          label="Active users"
          path="users.active"
          means="users.active"
          measure={users.active}
          compared={compared}
        />
      </dl>
      <Breakdown
        caption="Active users, new and returning"
        subject="Since"
        rows={[
          {
            label: "New in these days",
            path: "users.activeNew",
            means: "users.activeNew",
            measure: users.activeNew,
          },
          {
            label: "Returning",
            path: "users.activeReturning",
            means: "users.activeReturning",
            measure: users.activeReturning,
          },
        ]}
        compared={compared}
        empty=""
      />
      <Breakdown
        caption="New users by role"
        means="users.newByRole"
        subject="Role"
        rows={rowsOf(users.newByRole, "users.newByRole", ROLE_LABELS)}
        compared={compared}
        empty="No new user has a role."
      />
      <Breakdown
        caption="Active users by role"
        means="users.activeByRole"
        subject="Role"
        rows={rowsOf(users.activeByRole, "users.activeByRole", ROLE_LABELS)}
        compared={compared}
        empty="No active user has a role."
      />
    </section>
  );
}
