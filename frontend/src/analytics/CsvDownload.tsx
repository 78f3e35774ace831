import { useMutation } from "@tanstack/react-query";
import { useApi } from "../api/ApiContext.ts";
import { formatCount } from "../format/number.ts";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { saveAsFile } from "../page/saveAsFile.ts";
import { readTable } from "./analyticsApi.ts";
import type { Question } from "./answer.ts";
import type { Days } from "./useDays.ts";

interface CsvDownloadProps {
  readonly question: Question;
  readonly days: Days;
  readonly label?: string;
}

/** Downloads figures for spreadsheets. No plain link, since a link would not say who asks. */
export function CsvDownload(props: CsvDownloadProps) {
  // What was saved of another choice says nothing of this one.
  return <Download key={JSON.stringify([props.question, props.days])} {...props} />;
}

function Download({ question, days, label = "Download CSV" }: CsvDownloadProps) {
  const api = useApi();
  const downloading = useMutation({
    mutationFn: () => readTable(api, question, days),
    onSuccess({ text, name }) {
      saveAsFile(text, "text/csv", name);
    },
  });
  return (
    <>
      <span role="status" className="hint">
        {downloading.data && rowsInWords(downloading.data.rows)}
      </span>
      <button
        type="button"
        disabled={downloading.isPending}
        onClick={() => {
          downloading.mutate();
        }}
      >
        {label}
      </button>
      {downloading.error && <ProblemAlert error={downloading.error} />}
    </>
  );
}

function rowsInWords(rows: number): string {
  return `Saved ${formatCount(rows)} ${rows === 1 ? "row" : "rows"}.`;
}
