import { useMutation } from "@tanstack/react-query";
import { useApi } from "../../api/ApiContext.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { saveAsCsv } from "./csv.ts";
import type { ResultQuestion } from "./result.ts";
import { readResultAsCsv } from "./resultApi.ts";

interface CsvDownloadProps {
  readonly experimentKey: string;
  readonly question: ResultQuestion;
}

/** Downloads the result. No plain link, since a link would not say who asks. */
export function CsvDownload({ experimentKey, question }: CsvDownloadProps) {
  const api = useApi();
  const downloading = useMutation({
    mutationFn: () => readResultAsCsv(api, experimentKey, question),
    onSuccess: (text) => {
      saveAsCsv(text, `sextant-${experimentKey}.csv`);
    },
  });
  return (
    <>
      <button
        type="button"
        disabled={downloading.isPending}
        onClick={() => {
          downloading.mutate();
        }}
      >
        Download CSV
      </button>
      {downloading.error && <ProblemAlert error={downloading.error} />}
    </>
  );
}
