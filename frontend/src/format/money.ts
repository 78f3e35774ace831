/**
 * Decimal places of the currencies that do not have two, by ISO 4217. Not read from `Intl`: browsers follow CLDR, which
 * gives HUF, IDR, COP and others no decimals, and amounts in minor units would then be shown a hundredfold.
 */
const DECIMAL_PLACES: ReadonlyMap<string, number> = new Map([
  ...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"].map(places(0)),
  ...["XAF", "XOF", "XPF"].map(places(0)),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map(places(3)),
  ...["CLF", "UYW"].map(places(4)),
]);

/** An amount in minor units (pence, cents, …) as people of this locale write it. */
export function formatMoney(minorUnits: number, currency: string, locale: string = navigator.language): string {
  const decimals = DECIMAL_PLACES.get(currency) ?? 2;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(decimal(minorUnits, decimals));
}

/** The amount in major units as decimal digits, which `Intl` writes exactly; a quotient would lose the last pence. */
function decimal(minorUnits: number, decimals: number): Intl.StringNumericLiteral {
  const digits = String(Math.abs(minorUnits)).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return `${minorUnits < 0 ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}0` as Intl.StringNumericLiteral;
}

function places(decimals: number): (currency: string) => [string, number] {
  return (currency) => [currency, decimals];
}
