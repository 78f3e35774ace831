import { useState } from "react";
import { sameJson } from "../api/json.ts";
import { OBJECT_OR_NOTHING } from "../page/notations.ts";
import { TypedArea } from "../page/TypedField.tsx";
import { conditionInWords } from "./conditionInWords.ts";
import { conditionOf, demandsIn, type Demand } from "./demands.ts";
import { DemandLine } from "./DemandLine.tsx";
import type { Condition } from "./condition.ts";
import "./conditions.css";

interface ConditionEditorProps {
  readonly condition: Condition;
  readonly error: string | undefined;
  readonly onCondition: (condition: Condition) => void;
}

/** Whom something is for: line by line where lines can say it, and as JSON for everything that the language can say. */
export function ConditionEditor({ condition, error, onCondition }: ConditionEditorProps) {
  const [lines, setLines] = useState(() => ({ demands: demandsIn(condition), of: condition }));
  const [asJson, setAsJson] = useState(lines.demands === null);
  const demands = sameJson(lines.of, condition) ? lines.demands : demandsIn(condition);
  const change = (changed: readonly Demand[]) => {
    const made = conditionOf(changed);
    setLines({ demands: [...changed], of: made });
    onCondition(made);
  };
  return (
    <fieldset>
      <legend>Who it is for</legend>
      <p className="hint">{demands?.length === 0 ? "Everybody." : `If ${conditionInWords(condition)}.`}</p>
      {asJson || !demands ? (
        <TypedArea
          label="Condition"
          hint='JSON in GrowthBook’s language, such as {"country": {"$in": ["GB", "FR"]}, "$or": [{"plan": "pro"}, {"age": {"$gte": 18}}]}. Empty for everybody.'
          rows={6}
          notation={OBJECT_OR_NOTHING}
          value={Object.keys(condition).length > 0 ? condition : undefined}
          error={error}
          onValue={(written) => {
            onCondition(written ?? {});
          }}
        />
      ) : (
        <>
          <ul className="demands">
            {demands.map((demand, index) => (
              // Lines have no names of their own.
              <DemandLine
                key={index}
                demand={demand}
                number={index + 1}
                onChange={(changed) => {
                  change(demands.with(index, changed));
                }}
                onRemove={() => {
                  change(demands.toSpliced(index, 1));
                }}
              />
            ))}
          </ul>
          {error && (
            <small className="field-error" role="alert">
              {error}
            </small>
          )}
        </>
      )}
      <div className="buttons">
        {!asJson && demands && (
          <button
            type="button"
            onClick={() => {
              change([...demands, { attribute: "", operator: "$eq", operand: "" }]);
            }}
          >
            Add a line
          </button>
        )}
        <button
          type="button"
          disabled={demands === null}
          title={demands === null ? "Lines cannot say this condition" : undefined}
          onClick={() => {
            setAsJson(!asJson);
          }}
        >
          {asJson || !demands ? "Edit line by line" : "Edit as JSON"}
        </button>
      </div>
    </fieldset>
  );
}
