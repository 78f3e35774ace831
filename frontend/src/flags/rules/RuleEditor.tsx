import type { FieldError } from "../../api/problem.ts";
import type { JsonObject } from "../../api/json.ts";
import { OBJECT_OR_NOTHING, RATIO_AS_PERCENT } from "../../page/notations.ts";
import { SelectField } from "../../page/SelectField.tsx";
import { TextField } from "../../page/TextField.tsx";
import { TypedArea, TypedField } from "../../page/TypedField.tsx";
import type { ValueType } from "../flag.ts";
import { inOneText } from "../../draft/settingError.ts";
import { ValueField } from "../values/ValueField.tsx";
import { ConditionEditor } from "../../conditions/ConditionEditor.tsx";
import { FIELDS_WITH_CONTROLS, isForced, type Rule, type RuleChange } from "./rule.ts";
import { Variations } from "./Variations.tsx";

interface RuleEditorProps {
  readonly rule: Rule;
  readonly number: number;
  readonly type: ValueType;
  readonly errors: readonly FieldError[];
  readonly onChange: (rule: Rule) => void;
}

const KINDS = { force: "One value", variations: "Several values, by weight" };

/** The controls of one rule. */
export function RuleEditor({ rule, number, type, errors, onChange }: RuleEditorProps) {
  const change = (changes: RuleChange) => {
    onChange(without({ ...rule, ...changes }));
  };
  const errorOf = (field: string) =>
    inOneText(errors.filter((error) => error.field === field || error.field.startsWith(`${field}.`)));
  const { condition, coverage, description, hashAttribute, fallbackAttribute } = rule;
  return (
    <fieldset className="rule-editor">
      <legend>Rule {number}</legend>
      <TextField
        label="Description"
        hint="What the rule is for, so that the next reader knows."
        value={description ?? ""}
        onText={(text) => {
          change({ description: text || undefined });
        }}
      />
      <ConditionEditor
        condition={condition ?? {}}
        error={errorOf("condition")}
        onCondition={(changed) => {
          change({ condition: changed });
        }}
      />
      <SelectField
        label="What it serves"
        value={isForced(rule) ? "force" : "variations"}
        choices={KINDS}
        onChoose={(kind) => {
          change(
            kind === "force"
              ? { force: rule.variations?.[0], variations: undefined, weights: undefined, meta: undefined }
              : { variations: [rule.force ?? null, rule.force ?? null], force: undefined },
          );
        }}
      />
      {isForced(rule) ? (
        <ValueField
          label="Value"
          type={type}
          value={rule.force ?? null}
          error={errorOf("force")}
          onValue={(force) => {
            change({ force });
          }}
        />
      ) : (
        <Variations rule={rule} type={type} errorOf={errorOf} onChange={change} />
      )}
      <TypedField
        label="Coverage in percent"
        inputMode="decimal"
        hint="Of those who fit, how many the rule serves; the others go on to the next step. Growing, it only adds users."
        notation={RATIO_AS_PERCENT}
        value={coverage ?? 1}
        error={errorOf("coverage")}
        onValue={(share) => {
          change({ coverage: share < 1 ? share : undefined });
        }}
      />
      <details>
        <summary>More</summary>
        <TextField
          label="Hash attribute"
          hint="What is hashed to draw a user, “id” unless something else must decide together, such as “company”."
          value={hashAttribute ?? ""}
          error={errorOf("hashAttribute")}
          onText={(text) => {
            change({ hashAttribute: text || undefined });
          }}
        />
        <TextField
          label="Fallback attribute"
          hint="Hashed instead for users without the hash attribute, such as “deviceId”. Without it they are not served."
          value={fallbackAttribute ?? ""}
          error={errorOf("fallbackAttribute")}
          onText={(text) => {
            change({ fallbackAttribute: text || undefined });
          }}
        />
        <TypedArea
          label="Other fields of the rule"
          hint="As JSON, by GrowthBook’s names: seed, hashVersion, namespace, filters, parentConditions, ranges, key, name, phase."
          notation={OTHERS}
          value={rule}
          onValue={(changed) => {
            onChange(without({ ...controlled(rule), ...others(changed) }));
          }}
        />
      </details>
    </fieldset>
  );
}

/** The fields that have no control of their own, as JSON. */
const OTHERS = {
  write(rule: Rule) {
    const rest = others(rule) as JsonObject;
    return OBJECT_OR_NOTHING.write(Object.keys(rest).length > 0 ? rest : undefined);
  },
  read: (text: string): Rule => OBJECT_OR_NOTHING.read(text) ?? {},
};

function others(rule: Rule): Rule {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => !FIELDS_WITH_CONTROLS.includes(name)));
}

function controlled(rule: Rule): Rule {
  return Object.fromEntries(Object.entries(rule).filter(([name]) => FIELDS_WITH_CONTROLS.includes(name)));
}

/** The rule without fields that say nothing. */
function without(rule: RuleChange): Rule {
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));
}
