import { formatInstant } from "../../format/date.ts";
import { prettyJson } from "../../api/json.ts";
import { valueInWords } from "../values/valueType.ts";
import type { ExplainedRule, Explanation } from "./explanation.ts";
import { ExplainedChecks } from "./ExplainedChecks.tsx";
import { RequiredFlags } from "./RequiredFlags.tsx";
import { KIND_NAMES, OUTCOME_NAMES, PREREQUISITE_OUTCOMES } from "./words.ts";

/** What the user gets, and each rule in order with why it did or did not apply. */
export function ExplanationPanel({ explanation }: { explanation: Explanation }) {
  const { summary, value, variant, reason, at, rules, attributes, profile } = explanation;
  return (
    <section className="panel" aria-labelledby="explanation-title">
      <h4 id="explanation-title">{summary}</h4>
      <p className="verdict">
        <code>{valueInWords(value)}</code> {variant && <span className="tag">{variant}</span>}{" "}
        {reason && <span className="tag">{reason}</span>} <span className="hint">at {formatInstant(at)}</span>
      </p>
      {rules.length === 0 ? (
        <p className="hint">The flag has nothing to try: everybody gets its default value.</p>
      ) : (
        <ol className="explained">
          {rules.map((rule, index) => (
            <RuleExplained key={`${index} ${rule.id}`} rule={rule} />
          ))}
        </ol>
      )}
      <details>
        <summary>What was known of the user</summary>
        <p className="hint">
          {profile.filledIn.length > 0
            ? `From the profile: ${profile.filledIn.join(", ")}.`
            : profile.found
              ? "The profile had nothing to add."
              : "There is no profile of this user, or none was needed."}
        </p>
        <pre>{prettyJson(attributes)}</pre>
      </details>
    </section>
  );
}

function RuleExplained({ rule }: { rule: ExplainedRule }) {
  const { id, kind, description, outcome, checks, value } = rule;
  return (
    <li className={`outcome ${outcome}`} data-explained={id} data-outcome={outcome}>
      <div className="buttons">
        <strong>{description || KIND_NAMES[kind]}</strong>
        <code className="hint">{id}</code>
        <span className={outcome === "matched" ? "tag good" : "tag"}>
          {(kind === "prerequisite" ? PREREQUISITE_OUTCOMES : OUTCOME_NAMES)[outcome]}
        </span>
        {outcome === "matched" && <code>{valueInWords(value)}</code>}
      </div>
      {kind === "prerequisite" ? <RequiredFlags checks={checks} /> : <ExplainedChecks checks={checks} />}
    </li>
  );
}
