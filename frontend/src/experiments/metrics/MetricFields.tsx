import { RATIO_AS_PERCENT } from "../../page/notations.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedField } from "../../page/TypedField.tsx";
import type { Metric, MetricType } from "../experiment.ts";
import { COUNT_OR_NOTHING } from "../overview/notations.ts";
import { GOAL_NAMES, ROLE_HINTS, ROLE_NAMES, TYPE_HINTS, TYPE_NAMES } from "../words.ts";
import { ofRole, ofType } from "./kinds.ts";
import { MeasureFields } from "./MeasureFields.tsx";
import { POSITIVE_OR_NOTHING } from "./notations.ts";

interface MetricFieldsProps {
  readonly metric: Metric;
  readonly isNew: boolean;
  readonly fixed: boolean;
  readonly errorOf: (field: string) => string | undefined;
  readonly onChange: (metric: Metric) => void;
}

/** What an event’s property adds; a metric that only asks whether it happened has none. */
const PROPERTY_HINTS: Record<MetricType, string | null> = {
  binomial: null,
  count: "The whole-numbered property that is added up. Empty to count each event as one.",
  revenue: "The property that holds the money in minor units (pence). Empty for the amount of a payment.",
  ratio: "The whole-numbered property that is added up. Empty to count each event as one.",
};

/** The controls of one metric; those that its type has no use for are not there. */
export function MetricFields({ metric, isNew, fixed, errorOf, onChange }: MetricFieldsProps) {
  const change = (changes: Partial<Metric>) => {
    onChange({ ...metric, ...changes });
  };
  return (
    <>
      <div className="metric-fields">
        <TextField
          label="Metric name"
          maxLength={200}
          hint="What people call it. Empty for its id."
          value={metric.name}
          error={errorOf("name")}
          onText={(name) => {
            change({ name });
          }}
        />
        <TextField
          label="Metric id"
          maxLength={50}
          pattern="[a-z0-9][a-z0-9_\-]*"
          hint="Counters are kept under it. Empty to have it made from the name or the event."
          disabled={fixed || !isNew}
          spellCheck={false}
          value={metric.id}
          error={errorOf("id")}
          onText={(id) => {
            change({ id: id.trim() });
          }}
        />
      </div>
      <fieldset className="bare" disabled={fixed}>
        <div className="metric-fields">
          <SelectField
            label="Role"
            hint={ROLE_HINTS[metric.role]}
            value={metric.role}
            choices={ROLE_NAMES}
            error={errorOf("role")}
            onChoose={(role) => {
              onChange(ofRole(metric, role));
            }}
          />
          <SelectField
            label="Type"
            hint={TYPE_HINTS[metric.type]}
            value={metric.type}
            choices={TYPE_NAMES}
            error={errorOf("type")}
            onChoose={(type) => {
              onChange(ofType(metric, type));
            }}
          />
          <SelectField
            label="Which way is good"
            value={metric.goal}
            choices={GOAL_NAMES}
            error={errorOf("goal")}
            onChoose={(goal) => {
              change({ goal });
            }}
          />
          <MeasureFields
            label={metric.type === "ratio" ? "above the line" : ""}
            measure={metric}
            propertyHint={PROPERTY_HINTS[metric.type]}
            errorOf={errorOf}
            onMeasure={change}
          />
          {metric.denominator && (
            <MeasureFields
              label="below the line"
              measure={metric.denominator}
              propertyHint={PROPERTY_HINTS.ratio}
              errorOf={(field) =>
                errorOf(`denominator.${field}`) ?? (field === "event" ? errorOf("denominator") : undefined)
              }
              onMeasure={(measure) => {
                change({ denominator: { event: "", ...metric.denominator, ...measure } });
              }}
            />
          )}
          {metric.type === "revenue" && (
            <TextField
              label="Currency"
              required
              maxLength={3}
              hint="Three letters, such as GBP. Money in another currency is not counted."
              value={metric.currency ?? ""}
              error={errorOf("currency")}
              onText={(text) => {
                change({ currency: text.trim().toUpperCase() });
              }}
            />
          )}
          {metric.role === "guardrail" && (
            <TypedField
              label="Margin in percent"
              inputMode="decimal"
              hint="By how much of the control’s value it may get worse before that counts as harm. 0 allows none."
              notation={RATIO_AS_PERCENT}
              value={metric.margin}
              error={errorOf("margin")}
              onValue={(margin) => {
                change({ margin });
              }}
            />
          )}
          <TypedField
            label="Window in hours"
            inputMode="decimal"
            hint="How long after exposure what a user does counts, so that early and late users are alike. Empty for as long as it runs."
            notation={POSITIVE_OR_NOTHING}
            value={metric.windowHours}
            error={errorOf("windowHours")}
            onValue={(windowHours) => {
              change({ windowHours });
            }}
          />
          {metric.type !== "binomial" && (
            <TypedField
              label="Cap"
              inputMode="numeric"
              hint={`The most that one user counts as${metric.type === "revenue" ? ", in minor units (pence)" : ""}: a few very large ones would drown the others. Empty for none.`}
              notation={COUNT_OR_NOTHING}
              value={metric.cap}
              error={errorOf("cap")}
              onValue={(cap) => {
                change({ cap });
              }}
            />
          )}
          <TextField
            label="Covariate"
            maxLength={100}
            hint="A number known of a user before exposure, such as ordersBefore: it takes out the noise that was there before (CUPED), so that fewer users are enough. Empty for none."
            value={metric.covariate ?? ""}
            error={errorOf("covariate")}
            onText={(text) => {
              change({ covariate: text.trim() || null });
            }}
          />
        </div>
      </fieldset>
    </>
  );
}
