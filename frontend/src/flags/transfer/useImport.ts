import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/ApiContext.ts";
import { asProblem } from "../../api/problem.ts";
import { importFlags } from "../flagApi.ts";
import { FLAG, FLAGS } from "../flagCache.ts";
import { changedBeforeStop, changedBy, documentIn, type FlagDocument, type ImportTerms } from "./transfer.ts";

interface Question {
  readonly file: File;
  readonly terms: ImportTerms;
}

interface Tried extends Question {
  readonly document: FlagDocument;
}

/** Trying a file, and taking in what was tried; what stopped half-way is tried again, which shows what is left. */
export function useImport(onImported: (changed: number) => void) {
  const api = useApi();
  const cache = useQueryClient();
  const [changedBefore, setChangedBefore] = useState(0);
  const trial = useMutation({
    async mutationFn(question: Question) {
      const document = documentIn(await question.file.text());
      return { ...question, document, outcome: await importFlags(api, document, question.terms, true) };
    },
  });
  const taking = useMutation({
    mutationFn: ({ document, terms }: Tried) => importFlags(api, document, terms, false),
    onSuccess(outcome) {
      onImported(changedBefore + changedBy(outcome));
    },
    onError(error, tried) {
      const changed = changedBeforeStop(asProblem(error));
      if (changed === null) return;
      setChangedBefore(changedBefore + changed);
      trial.mutate(tried);
    },
    onSettled() {
      void cache.invalidateQueries({ queryKey: [FLAGS] });
      void cache.invalidateQueries({ queryKey: [FLAG] });
    },
  });
  return { trial, taking };
}
