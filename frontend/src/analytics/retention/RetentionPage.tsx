import type { Generated } from "../../api/generated.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { AnalyticsPage } from "../AnalyticsPage.tsx";
import { ROLES, type RoleChoice } from "../roles.ts";
import { useChoices } from "../useChoices.ts";
import { WeekStartField, type WeekStart } from "../WeekStartField.tsx";
import { CohortTable } from "./CohortTable.tsx";
import { OverallTable } from "./OverallTable.tsx";

const DEFAULTS: { role: RoleChoice; weekStart: WeekStart } = { role: "", weekStart: "monday" };

type Retention = Generated<"Retention">;

/** Of those who registered in a week, who came back in the weeks that followed. */
export function RetentionPage() {
  const [choices, change] = useChoices(DEFAULTS);
  return (
    <AnalyticsPage
      title="Retention"
      hint="Every week that has a day of these is a cohort, and whole. A dash is a week that is not over yet, and no nought."
      question={{ route: "/api/admin/analytics/retention", query: choices }}
      controls={
        <>
          <SelectField
            label="Registered as"
            value={choices.role}
            choices={ROLES}
            onChoose={(role) => {
              change({ role });
            }}
          />
          <WeekStartField
            value={choices.weekStart}
            onChoose={(weekStart) => {
              change({ weekStart });
            }}
          />
        </>
      }
    >
      {(retention: Retention, compared) => (
        <>
          {retention.cohorts.every(({ size }) => size === 0) && (
            <p className="empty">Nobody registered in these weeks.</p>
          )}
          <section className="panel" aria-label="Cohorts">
            <CohortTable caption="Cohorts by the week of registration" cohorts={retention.cohorts} />
            <OverallTable weeks={retention.overall} compared={compared} />
          </section>
          {retention.previous && (
            <details className="panel">
              <summary>The weeks before</summary>
              <CohortTable caption="Cohorts of as many weeks before" cohorts={retention.previous} />
            </details>
          )}
        </>
      )}
    </AnalyticsPage>
  );
}
