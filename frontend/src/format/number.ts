export function formatCount(count: number, locale: string = navigator.language): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(count);
}

/** A ratio (0.25) as a percentage (25%). */
export function formatRatio(ratio: number, locale: string = navigator.language): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(ratio);
}

/** A relative change (0.25) with its sign (+25%). */
export function formatChange(ratio: number, locale: string = navigator.language): string {
  return new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  }).format(ratio);
}
