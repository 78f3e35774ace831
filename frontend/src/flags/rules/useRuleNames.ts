import { useState } from "react";
import type { Rule } from "./rule.ts";

interface RuleNames {
  (rule: Rule): string;
  /** Lets an edited rule go by the name of the one it was made from. */
  rename: (from: Rule, to: Rule) => void;
}

/** Names for rules that stay while they are edited and moved: the server's id, or one of our own for new ones. */
export function useRuleNames(): RuleNames {
  const [names] = useState(makeNames);
  return names;
}

function makeNames(): RuleNames {
  const given = new WeakMap<Rule, string>();
  let count = 0;
  const nameOf = (rule: Rule): string => {
    if (rule.id !== undefined) return rule.id;
    const name = given.get(rule) ?? `new rule ${++count}`;
    given.set(rule, name);
    return name;
  };
  const rename = (from: Rule, to: Rule) => {
    given.set(to, nameOf(from));
  };
  return Object.assign(nameOf, { rename });
}
