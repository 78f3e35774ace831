import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { EVERY_ENTRY, type AuditQuestion } from "./entry.ts";

const NAMES = Object.keys(EVERY_ENTRY) as (keyof AuditQuestion)[];

/** Which entries the page shows, kept in the address so that a reload or a link shows the same. */
export function useAuditQuestion(): [AuditQuestion, (question: AuditQuestion) => void] {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.toString();
  const question = useMemo(() => {
    const asked = new URLSearchParams(text);
    return Object.fromEntries(NAMES.map((name) => [name, asked.get(name) ?? ""])) as unknown as AuditQuestion;
  }, [text]);
  const choose = useCallback(
    (chosen: AuditQuestion) => {
      const asked = NAMES.filter((name) => chosen[name] !== "");
      setParameters(Object.fromEntries(asked.map((name) => [name, chosen[name]])), { replace: true });
    },
    [setParameters],
  );
  return [question, choose];
}
