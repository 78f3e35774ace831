import type { ProblemError } from "../../api/problem.ts";
import { NUMBER, PERCENT, RATIO_AS_PERCENT } from "../../page/notations.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TypedField } from "../../page/TypedField.tsx";
import { CHANGE_AS_PERCENT, COUNT, COUNT_OR_NOTHING, WEIGHTS } from "./notations.ts";
import type { Measured, PlanDraft } from "./plan.ts";

/** What the API may find something wrong with, each of which has a control here. */
export const PLANNED_FIELDS = [
  "baseline",
  "mean",
  "standardDeviation",
  "minimumEffect",
  "alpha",
  "power",
  "weights",
  "metrics",
  "looks",
  "usersPerDay",
  "trafficPercentage",
] as const satisfies readonly (keyof PlanDraft)[];

const MEASURED: Readonly<Record<Measured, string>> = {
  rate: "A share of users, such as who buys",
  mean: "An amount or a number per user, such as revenue",
};

interface PlanFieldsProps {
  readonly draft: PlanDraft;
  readonly problem: ProblemError | null;
  readonly onDraft: (draft: PlanDraft) => void;
}

/** What is known beforehand, what is to be found, and how sure one wants to be. */
export function PlanFields({ draft, problem, onDraft }: PlanFieldsProps) {
  /** What ties a control to one field of the draft. */
  const field = <Name extends keyof PlanDraft>(name: Name) => ({
    value: draft[name],
    error: problem?.messageFor(name),
    onValue: (value: PlanDraft[Name]) => {
      onDraft({ ...draft, [name]: value });
    },
  });
  return (
    <>
      <SelectField
        label="What the primary metric measures"
        value={draft.measured}
        choices={MEASURED}
        onChoose={(measured) => {
          onDraft({ ...draft, measured });
        }}
      />
      <div className="size-fields">
        {draft.measured === "rate" ? (
          <TypedField
            label="Rate today, per cent"
            notation={RATIO_AS_PERCENT}
            inputMode="decimal"
            {...field("baseline")}
          />
        ) : (
          <>
            <TypedField
              label="Mean per user today"
              hint="Users with nothing count as 0. Money in minor units."
              notation={NUMBER}
              inputMode="decimal"
              {...field("mean")}
            />
            <TypedField
              label="Standard deviation"
              hint="Of one user; for revenue often several times the mean."
              notation={NUMBER}
              inputMode="decimal"
              {...field("standardDeviation")}
            />
          </>
        )}
        <TypedField
          label="Smallest lift worth finding, per cent"
          hint="Relative to today: 10 makes 10 % into 11 %. Half of it takes four times the users."
          notation={CHANGE_AS_PERCENT}
          inputMode="decimal"
          {...field("minimumEffect")}
        />
        <TypedField
          label="New users per day"
          hint="Empty if you do not know; then you get users, and no days."
          notation={COUNT_OR_NOTHING}
          inputMode="numeric"
          {...field("usersPerDay")}
        />
        <TypedField
          label="Traffic, per cent"
          hint="What share of them takes part."
          notation={PERCENT}
          inputMode="decimal"
          {...field("trafficPercentage")}
        />
        <TypedField
          label="Weights of the variants"
          hint="The control’s first, between commas. Equal ones need the fewest users."
          notation={WEIGHTS}
          {...field("weights")}
        />
      </div>
      <details>
        <summary>How sure you want to be</summary>
        <div className="size-fields">
          <TypedField
            label="Alpha, per cent"
            hint="Risk of a winner that is none, over all looks."
            notation={RATIO_AS_PERCENT}
            inputMode="decimal"
            {...field("alpha")}
          />
          <TypedField
            label="Power, per cent"
            hint="Probability to find the lift if it is real."
            notation={RATIO_AS_PERCENT}
            inputMode="decimal"
            {...field("power")}
          />
          <TypedField
            label="Primary metrics"
            hint="Each makes the others harder to find."
            notation={COUNT}
            inputMode="numeric"
            {...field("metrics")}
          />
          <TypedField
            label="Looks"
            hint="Empty for one each day. They cost few users."
            notation={COUNT_OR_NOTHING}
            inputMode="numeric"
            {...field("looks")}
          />
        </div>
      </details>
    </>
  );
}
