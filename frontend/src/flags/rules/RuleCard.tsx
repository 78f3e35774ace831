import { useId } from "react";
import type { FieldError } from "../../api/problem.ts";
import type { ValueType } from "../flag.ts";
import { RuleEditor } from "./RuleEditor.tsx";
import { audienceInWords, outcomeInWords } from "./ruleInWords.ts";
import type { Rule } from "./rule.ts";

interface RuleCardProps {
  readonly rule: Rule;
  /** Its place, from 1. */
  readonly number: number;
  readonly count: number;
  readonly type: ValueType;
  readonly unsaved: boolean;
  readonly open: boolean;
  /** What the server said about it; fields are paths inside the rule. */
  readonly errors: readonly FieldError[];
  readonly onOpen: (open: boolean) => void;
  readonly onChange: (rule: Rule) => void;
  readonly onRemove: () => void;
  /** To a place from 0. */
  readonly onMove: (to: number) => void;
}

/** One rule in words, with what can be done to it. */
export function RuleCard(props: RuleCardProps) {
  const { rule, number, count, type, unsaved, open, errors, onOpen, onChange, onRemove, onMove } = props;
  const editorId = useId();
  return (
    <li className="card" data-rule={rule.id ?? ""}>
      <div className="rule-summary">
        <div>
          <strong>{rule.description ?? `Rule ${number}`}</strong> {rule.id && <code className="hint">{rule.id}</code>}
          {unsaved && <span className="tag info">not saved</span>}
          <p>
            If {audienceInWords(rule)}: {outcomeInWords(rule)}
          </p>
        </div>
        <div className="buttons">
          <button
            type="button"
            aria-label={`Move rule ${number} up`}
            disabled={number === 1}
            onClick={() => {
              onMove(number - 2);
            }}
          >
            ↑
          </button>
          <button
            type="button"
            aria-label={`Move rule ${number} down`}
            disabled={number === count}
            onClick={() => {
              onMove(number);
            }}
          >
            ↓
          </button>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={editorId}
            aria-label={`Edit rule ${number}`}
            onClick={() => {
              onOpen(!open);
            }}
          >
            {open ? "Close" : "Edit"}
          </button>
          <button type="button" aria-label={`Remove rule ${number}`} onClick={onRemove}>
            Remove
          </button>
        </div>
      </div>
      {errors.length > 0 && (
        <ul className="field-error" role="alert">
          {errors.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field && <code>{field}</code>} {message}
            </li>
          ))}
        </ul>
      )}
      <div id={editorId}>
        {open && <RuleEditor rule={rule} number={number} type={type} errors={errors} onChange={onChange} />}
      </div>
    </li>
  );
}
