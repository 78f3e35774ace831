import type { FieldError } from "../../api/problem.ts";
import { inOneText, messageAt } from "../../draft/settingError.ts";
import { formatRatio } from "../../format/number.ts";
import type { VariantSettings } from "../experiment.ts";
import { evenly, shareOf } from "../shares.ts";
import { VariantCard } from "./VariantCard.tsx";

const FEWEST = 2;
const MOST = 20;

interface VariantListProps {
  readonly variants: readonly VariantSettings[];
  /** What the server said; fields are paths such as `variants[0].weight`. */
  readonly errors: readonly FieldError[];
  /** Only what variants are called may be changed. */
  readonly fixed?: boolean;
  /** How many, from the first, users have already: of these only the weight and what they are called may be changed. */
  readonly inUse?: number;
  readonly onVariants: (variants: readonly VariantSettings[]) => void;
}

/** The variants with their weights; the first is the control. */
export function VariantList({ variants, errors, fixed = false, inUse = 0, onVariants }: VariantListProps) {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  const whole = inOneText(errors.filter(({ field }) => field === "variants"));
  return (
    <fieldset>
      <legend>Variants</legend>
      <p className="hint">
        The first one is the control: what users get today, which the others are compared with. Weights are per cent, or
        any numbers: what counts is each one’s share of their sum.
      </p>
      <SplitBar variants={variants} />
      {total > 0 && Math.abs(total - 100) > 0.05 && (
        <p className="hint">The weights make {Number(total.toFixed(2))} together, so each share is its part of that.</p>
      )}
      {total === 0 && (
        <small className="field-error" role="alert">
          At least one variant needs a weight above 0.
        </small>
      )}
      <ol className="cards" aria-label="Variants">
        {variants.map((variant, index) => (
          // Ids are typed, and may be the same for a while.
          <VariantCard
            key={index}
            variant={variant}
            number={index + 1}
            share={shareOf(variant.weight, variants)}
            fixedWeight={fixed}
            fixedIdentity={fixed || index < inUse}
            raisable={!fixed && index > inUse}
            removable={!fixed && index >= inUse && variants.length > FEWEST}
            errorOf={(field) => messageAt(errors, `variants.${index}.${field}`)}
            onChange={(changed) => {
              onVariants(variants.with(index, changed));
            }}
            onRemove={() => {
              onVariants(variants.toSpliced(index, 1));
            }}
            onRaise={() => {
              onVariants(variants.toSpliced(index, 1).toSpliced(index - 1, 0, variant));
            }}
          />
        ))}
      </ol>
      {whole && (
        <small className="field-error" role="alert">
          {whole}
        </small>
      )}
      {!fixed && (
        <div className="buttons">
          <button
            type="button"
            disabled={variants.length >= MOST}
            onClick={() => {
              onVariants([...variants, another(variants)]);
            }}
          >
            Add a variant
          </button>
          <button
            type="button"
            onClick={() => {
              onVariants(evenly(variants));
            }}
          >
            Split evenly
          </button>
        </div>
      )}
    </fieldset>
  );
}

/** How users are split, to be seen at a glance; the cards say the same in numbers. */
function SplitBar({ variants }: { variants: readonly VariantSettings[] }) {
  return (
    <div className="split" aria-hidden="true">
      {variants.map(({ id, weight }, index) => {
        const share = shareOf(weight, variants) ?? 0;
        return (
          share > 0 && (
            <span
              key={index}
              title={`${id} ${formatRatio(share)}`}
              style={{ flexGrow: share, background: `var(--series-${index % 8})` }}
            />
          )
        );
      })}
    </div>
  );
}

/** One more variant that nobody has, named so that it differs from the others. */
function another(variants: readonly VariantSettings[]): VariantSettings {
  const taken = new Set(variants.map(({ id }) => id));
  let number = variants.length;
  while (taken.has(`variant-${number}`)) number += 1;
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  const weight = Number((total / variants.length).toFixed(2));
  return { id: `variant-${number}`, name: "", description: "", weight, value: null };
}
