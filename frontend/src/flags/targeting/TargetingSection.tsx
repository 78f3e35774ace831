import type { ReactNode } from "react";
import { ListField } from "../../page/ListField.tsx";
import type { SectionProps } from "../page/sections.ts";
import { inOneText } from "../../draft/settingError.ts";
import { RuleList } from "../rules/RuleList.tsx";
import { valueInWords } from "../values/valueType.ts";
import { Prerequisites } from "./Prerequisites.tsx";
import { RolloutFields } from "./RolloutFields.tsx";
import "./targeting.css";

const USER_HINT = "User ids, one a line or separated by commas; paste as many as you like, up to 1,000.";

/** Who gets what, in the order in which it is decided: the first step that fits a user has the last word. */
export function TargetingSection({ draft }: SectionProps) {
  const { flag, set, errorsFor } = draft;
  const value = <code>{valueInWords(flag.value)}</code>;
  const other = <code>{valueInWords(flag.defaultValue)}</code>;
  return (
    <>
      <p className="hint">
        The steps are tried from top to bottom; the first that fits a user decides.{" "}
        {!flag.enabled && "While the flag is off, none is tried and everybody gets the default value."}
      </p>
      <ol className="steps">
        <Step title="Prerequisites" outcome={<>Whoever fails one gets {other}</>}>
          <Prerequisites draft={draft} />
        </Step>
        <Step title="Excluded users" outcome={<>They get {other}, whatever else is set</>}>
          <ListField
            label="Excluded users"
            untitled
            noun="user"
            hint={USER_HINT}
            whenEmpty="Nobody is excluded."
            items={flag.excludedUserIds}
            error={inOneText(errorsFor("excludedUserIds"))}
            onItems={(excludedUserIds) => {
              set({ excludedUserIds });
            }}
          />
        </Step>
        <Step title="Included users" outcome={<>They get {value}, whatever their role and the roll-out</>}>
          <ListField
            label="Included users"
            untitled
            noun="user"
            hint={USER_HINT}
            whenEmpty="Nobody is included by name."
            items={flag.userIds}
            error={inOneText(errorsFor("userIds"))}
            onItems={(userIds) => {
              set({ userIds });
            }}
          />
        </Step>
        <Step title="Rules" outcome="Whoever fits a rule gets what it serves">
          <RuleList draft={draft} />
        </Step>
        <Step title="Roll-out" outcome={<>Those who are in it get {value}</>}>
          <RolloutFields draft={draft} />
        </Step>
        <Step title="Everybody else" outcome={<>They get {other}</>} />
      </ol>
    </>
  );
}

interface StepProps {
  readonly title: string;
  readonly outcome: ReactNode;
  readonly children?: ReactNode;
}

function Step({ title, outcome, children }: StepProps) {
  return (
    <li className="step">
      <header>
        <h4>{title}</h4>
        <span className="hint">{outcome}</span>
      </header>
      {children}
    </li>
  );
}
