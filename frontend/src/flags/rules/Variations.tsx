import { RATIO_AS_PERCENT } from "../../page/notations.ts";
import { TextField } from "../../page/TextField.tsx";
import { TypedField } from "../../page/TypedField.tsx";
import type { ValueType } from "../flag.ts";
import { ValueField } from "../values/ValueField.tsx";
import { equalWeights, type Rule, type RuleChange, type VariationMeta } from "./rule.ts";

const FEWEST = 2;
const MOST = 20;
/** How far weights may be from one together, as the server takes it. */
const TOLERANCE = 0.000_05;

interface VariationsProps {
  readonly rule: Rule;
  readonly type: ValueType;
  readonly errorOf: (field: string) => string | undefined;
  readonly onChange: (changes: RuleChange) => void;
}

/** The values that a rule draws from, with the share of each. */
export function Variations({ rule, type, errorOf, onChange }: VariationsProps) {
  const variations = rule.variations ?? [];
  const weights = rule.weights ?? equalWeights(variations.length);
  const meta = rule.meta ?? variations.map((): VariationMeta => ({}));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const resize = (values: typeof variations, names: readonly VariationMeta[]) => {
    onChange({ variations: values, weights: equalWeights(values.length), ...(rule.meta && { meta: names }) });
  };
  return (
    <fieldset>
      <legend>Values</legend>
      <ul className="cards">
        {variations.map((value, index) => (
          // Its place is what a variation is.
          <li key={index} className="variation">
            <ValueField
              label={`Value ${index + 1}`}
              type={type}
              value={value}
              error={errorOf(`variations.${index}`)}
              onValue={(changed) => {
                onChange({ variations: variations.with(index, changed) });
              }}
            />
            <TypedField
              label={`Weight of value ${index + 1} in percent`}
              inputMode="decimal"
              notation={RATIO_AS_PERCENT}
              value={weights[index] ?? 0}
              error={errorOf(`weights.${index}`)}
              onValue={(weight) => {
                onChange({ weights: weights.with(index, weight) });
              }}
            />
            <TextField
              label={`Name of value ${index + 1}`}
              value={meta[index]?.key ?? ""}
              onText={(key) => {
                onChange({ meta: meta.with(index, named(meta[index], key)) });
              }}
            />
            <button
              type="button"
              aria-label={`Remove value ${index + 1}`}
              disabled={variations.length <= FEWEST}
              onClick={() => {
                resize(variations.toSpliced(index, 1), meta.toSpliced(index, 1));
              }}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      {Math.abs(total - 1) > TOLERANCE && (
        <small className="field-error" role="alert">
          The weights make {RATIO_AS_PERCENT.write(total)} % together; they must make 100 %.
        </small>
      )}
      <small className="field-error">{errorOf("weights") ?? errorOf("variations")}</small>
      <div className="buttons">
        <button
          type="button"
          disabled={variations.length >= MOST}
          onClick={() => {
            resize([...variations, variations.at(-1) ?? null], [...meta, {}]);
          }}
        >
          Add a value
        </button>
        <button
          type="button"
          onClick={() => {
            onChange({ weights: equalWeights(variations.length) });
          }}
        >
          Equal weights
        </button>
      </div>
    </fieldset>
  );
}

function named(meta: VariationMeta | undefined, key: string): VariationMeta {
  const others = Object.entries(meta ?? {}).filter(([name]) => name !== "key");
  return { ...Object.fromEntries(others), ...(key && { key }) };
}
