import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { readAnswer } from "./analyticsApi.ts";
import type { AnalyticsAnswer, Question } from "./answer.ts";
import type { Days } from "./useDays.ts";

/** The figures of some days; while those of another choice load, the last ones stay. */
export function useAnswer<Answer extends AnalyticsAnswer>(question: Question, days: Days) {
  const api = useApi();
  return useQuery({
    queryKey: ["analytics", question.route, question, days],
    queryFn: ({ signal }) => readAnswer<Answer>(api, question, days, signal),
    // The API's own answer is up to some minutes old; kept here too, it would be older than it says it may be.
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}
