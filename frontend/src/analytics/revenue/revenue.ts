import type { Generated } from "../../api/generated.ts";
import { asCount, asMoney, asRatio, type Format } from "../../dashboard/figures.ts";

export type Revenue = Generated<"sextant__schemas__revenue__Revenue">;
export type RevenueRow = Generated<"RevenueRow">;
export type RevenueAmounts = Generated<"RevenueAmounts">;

type AmountName = keyof RevenueAmounts;

/** One figure of money: what it is called, and how it is written in a currency. */
export interface Amount {
  readonly name: AmountName;
  readonly title: string;
  readonly formatIn: (currency: string) => Format;
}

const counted = () => asCount;
const ratio = () => asRatio;

/** The figures of money, refunds by their own date first and then by that of the payment which they give back. */
export const AMOUNTS: readonly Amount[] = [
  { name: "payments", title: "Payments", formatIn: counted },
  { name: "gross", title: "Gross", formatIn: asMoney },
  { name: "refunds", title: "Refunds", formatIn: counted },
  { name: "refunded", title: "Refunded, by refund date", formatIn: asMoney },
  { name: "net", title: "Net", formatIn: asMoney },
  { name: "returned", title: "Refunded, by payment date", formatIn: asMoney },
  { name: "unattributed", title: "Refunded, payment unknown", formatIn: asMoney },
  { name: "netByPaymentDate", title: "Net, by payment date", formatIn: asMoney },
  { name: "fees", title: "Fees", formatIn: asMoney },
  { name: "takeRate", title: "Take rate", formatIn: ratio },
  { name: "averageOrderValue", title: "Average order value", formatIn: asMoney },
];
