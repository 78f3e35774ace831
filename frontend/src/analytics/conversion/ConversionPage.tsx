import type { Generated } from "../../api/generated.ts";
import { AnalyticsPage } from "../AnalyticsPage.tsx";
import { NumberFilter } from "../NumberFilter.tsx";
import { useChoices } from "../useChoices.ts";
import { RolePanel } from "./RolePanel.tsx";

const DEFAULTS = { windowDays: "" };
const MOST_DAYS = 400;

type ConversionRates = Generated<"ConversionRates">;

/** Which part of the clients and of the CAs who registered in these days did each thing. */
export function ConversionPage() {
  const [choices, change] = useChoices(DEFAULTS);
  return (
    <AnalyticsPage
      title="Conversion rates"
      hint="In whatever order. Rates are of those whose time is over; the others may still do it."
      question={{ route: "/api/admin/analytics/conversion-rates", query: choices }}
      controls={
        <NumberFilter
          label="Window in days"
          hint="From the registration; 30 if left empty."
          min={1}
          max={MOST_DAYS}
          placeholder="30"
          value={choices.windowDays}
          onValue={(windowDays) => {
            change({ windowDays });
          }}
        />
      }
    >
      {({ roles, windowDays }: ConversionRates, compared) =>
        roles.map((role) => <RolePanel key={role.role} of={role} windowDays={windowDays} compared={compared} />)
      }
    </AnalyticsPage>
  );
}
