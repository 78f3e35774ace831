import { addDays, formatISO, parseISO } from "date-fns";
import type { Look, LookComparison, Result } from "./result.ts";

/** The day whose end is the next look; null once there is none to come. */
export function nextLookDay({ looks, method, status }: Pick<Result, "looks" | "method" | "status">): string | null {
  const last = looks.at(-1);
  if (!last || last.final || status === "COMPLETED" || method.look >= method.looksPlanned) return null;
  return formatISO(addDays(parseISO(last.day), 1), { representation: "date" });
}

/** The comparison of a look that lies furthest from nothing; null if none could be tested. */
export function furthest({ comparisons }: Look): (LookComparison & { readonly z: number }) | null {
  const tested = comparisons.flatMap((compared) => (compared.z === null ? [] : [{ ...compared, z: compared.z }]));
  return tested.sort((one, other) => Math.abs(other.z) - Math.abs(one.z))[0] ?? null;
}
