import { useCallback, useMemo } from "react";
import { useAddress } from "../page/useAddress.ts";
import { EVERY_ENTRY, type AuditQuestion } from "./entry.ts";

const NAMES = Object.keys(EVERY_ENTRY) as (keyof AuditQuestion)[];

/** Which entries the page shows, kept in the address so that a reload or a link shows the same. */
export function useAuditQuestion(): [AuditQuestion, (changes: Partial<AuditQuestion>) => void] {
  const [parameters, changeAddress] = useAddress();
  const text = parameters.toString();
  const question = useMemo(() => questionFrom(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (changes: Partial<AuditQuestion>) => {
      changeAddress(
        (before) => {
          const chosen = { ...questionFrom(before), ...changes };
          const asked = NAMES.filter((name) => chosen[name] !== "");
          return Object.fromEntries(asked.map((name) => [name, chosen[name]]));
        },
        { replace: true },
      );
    },
    [changeAddress],
  );
  return [question, change];
}

function questionFrom(parameters: URLSearchParams): AuditQuestion {
  return Object.fromEntries(NAMES.map((name) => [name, parameters.get(name) ?? ""])) as unknown as AuditQuestion;
}
