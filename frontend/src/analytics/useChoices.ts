import { useCallback, useMemo } from "react";
import { useAddress } from "../page/useAddress.ts";

/**
 * What a page shows beyond its days, kept in the address.
 *
 * @param defaults What is shown unless something else is chosen, and what the address need not say; one object for good.
 */
export function useChoices<Chosen extends Readonly<Record<keyof Chosen, string>>>(
  defaults: Chosen,
): [Chosen, (change: Partial<Chosen>) => void] {
  const [parameters, changeAddress] = useAddress();
  const text = parameters.toString();
  const choices = useMemo(() => {
    const asked = new URLSearchParams(text);
    const names = Object.keys(defaults) as (keyof Chosen & string)[];
    return Object.fromEntries(names.map((name) => [name, asked.get(name) ?? defaults[name]])) as Chosen;
  }, [text, defaults]);
  const change = useCallback(
    (changed: Partial<Chosen>) => {
      changeAddress(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, chosen] of Object.entries<string | undefined>(changed)) {
            if (chosen === undefined || chosen === defaults[name as keyof Chosen]) after.delete(name);
            else after.set(name, chosen);
          }
          return after;
        },
        { replace: true },
      );
    },
    [changeAddress, defaults],
  );
  return [choices, change];
}
