import { useState } from "react";
import { sameJson } from "../../api/json.ts";
import type { FieldError } from "../../api/problem.ts";
import type { FlagDraft } from "../page/useFlagDraft.ts";
import { RuleCard } from "./RuleCard.tsx";
import type { Rule } from "./rule.ts";
import { useRuleNames } from "./useRuleNames.ts";

/** The custom rules in the order in which they are tried. */
export function RuleList({ draft }: { draft: FlagDraft }) {
  const { flag, base, set } = draft;
  const { rules } = flag;
  const nameOf = useRuleNames();
  const [open, setOpen] = useState<string | null>(null);
  const save = (changed: readonly Rule[]) => {
    set({ rules: changed });
  };
  const add = () => {
    const rule: Rule = { condition: {}, force: flag.value };
    setOpen(nameOf(rule));
    save([...rules, rule]);
  };
  return (
    <>
      {rules.length === 0 && (
        <p className="hint">
          No rules. A rule serves a value to users whose attributes fit a condition, such as a country or an app
          version.
        </p>
      )}
      <ol className="cards">
        {rules.map((rule, index) => {
          const name = nameOf(rule);
          return (
            <RuleCard
              key={name}
              rule={rule}
              number={index + 1}
              count={rules.length}
              type={flag.valueType}
              unsaved={!base.rules.some((saved) => sameJson(saved, rule))}
              open={open === name}
              errors={errorsOf(draft, index)}
              onOpen={(wanted) => {
                setOpen(wanted ? name : null);
              }}
              onChange={(changed) => {
                nameOf.rename(rule, changed);
                save(rules.with(index, changed));
              }}
              onRemove={() => {
                save(rules.toSpliced(index, 1));
              }}
              onMove={(to) => {
                save(rules.toSpliced(index, 1).toSpliced(to, 0, rule));
              }}
            />
          );
        })}
      </ol>
      <div className="buttons">
        <button type="button" onClick={add}>
          Add a rule
        </button>
      </div>
    </>
  );
}

/** What the server said about the rule at a place, with the path inside the rule. */
function errorsOf(draft: FlagDraft, index: number): readonly FieldError[] {
  const prefix = `rules.${index}`;
  return draft
    .errorsFor("rules")
    .map((error) => ({ ...error, field: error.field.replace(/\[(\d+)\]/g, ".$1") }))
    .filter(({ field }) => field === prefix || field.startsWith(`${prefix}.`))
    .map((error) => ({ ...error, field: error.field.slice(prefix.length + 1) }));
}
