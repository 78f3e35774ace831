import { nameOf, type Result } from "./result.ts";
import { Term } from "./Term.tsx";
import { MARKS, VERDICTS } from "./words.ts";

/** What to do, in words, and why. */
export function DecisionPanel({ result }: { result: Result }) {
  const { decision, variants, frozen } = result;
  const { tone, meaning } = VERDICTS[decision.verdict];
  const variant = decision.variant === null ? null : nameOf(variants, decision.variant);
  return (
    <section className={`panel decision tone ${tone}`} aria-labelledby="decision-title" data-verdict={decision.verdict}>
      <p className="hint">
        <Term name="decision" /> {frozen && "as it was when the experiment was completed"}
      </p>
      <h4 id="decision-title">
        <span aria-hidden="true">{MARKS[tone]}</span> {decisionInWords(decision.verdict, variant)}
      </h4>
      <p>{meaning}</p>
      {decision.reasons.length > 0 && (
        <ul aria-label="Reasons">
          {decision.reasons.map(({ code, text }) => (
            <li key={`${code} ${text}`} data-reason={code}>
              {text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function decisionInWords(verdict: Result["decision"]["verdict"], variant: string | null): string {
  switch (verdict) {
    case "ship":
      return variant === null ? "Ship" : `Ship “${variant}”`;
    case "stop":
      return variant === null ? "Stop" : `Stop: “${variant}” does harm`;
    case "keep_running":
      return "Keep running";
    case "broken":
      return "Broken: do not act on this result";
  }
}
