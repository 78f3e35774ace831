import { formatRatio } from "../format/number.ts";
import type { VariantSettings } from "./experiment.ts";

/** Of those who take part, 0 to 1; null while no weight is positive. */
export function shareOf(weight: number, variants: readonly Pick<VariantSettings, "weight">[]): number | null {
  const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
  return total > 0 ? weight / total : null;
}

/** How users are split, such as “control 50%, blue 50%”. */
export function splitInWords(variants: readonly VariantSettings[]): string {
  return variants
    .map(({ id, weight }) => {
      const share = shareOf(weight, variants);
      return share === null ? id : `${id} ${formatRatio(share)}`;
    })
    .join(", ");
}

/** The same weight for each, in per cent with two decimals; shares go by the sum of the weights. */
export function evenly<Weighted extends { readonly weight: number }>(variants: readonly Weighted[]): Weighted[] {
  const weight = Number((100 / variants.length).toFixed(2));
  return variants.map((variant) => ({ ...variant, weight }));
}
