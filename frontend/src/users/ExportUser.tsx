import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/ApiContext.ts";
import { formatCount } from "../format/number.ts";
import { ProblemAlert } from "../page/ProblemAlert.tsx";
import { saveAsFile } from "../page/saveAsFile.ts";
import { exportUser } from "./usersApi.ts";

/** Saves everything held of a user as one file of JSON lines. */
export function ExportUser({ userId }: { userId: string }) {
  const api = useApi();
  const [lines, setLines] = useState(0);
  const exporting = useMutation({
    mutationFn: () => exportUser(api, userId, setLines),
    onSuccess({ text }) {
      saveAsFile(text, "application/x-ndjson", fileName(userId));
    },
  });
  return (
    <>
      <button
        type="button"
        disabled={exporting.isPending}
        onClick={() => {
          setLines(0);
          exporting.mutate();
        }}
      >
        Download everything
      </button>
      <span role="status" className="hint">
        {exporting.isPending && `Reading… ${inLines(lines)} so far.`}
        {exporting.data && `Saved ${inLines(exporting.data.lines)}.`}
      </span>
      {exporting.error && <ProblemAlert error={exporting.error} />}
    </>
  );
}

function inLines(lines: number): string {
  return `${formatCount(lines)} ${lines === 1 ? "line" : "lines"}`;
}

/** Ids may hold what a file's name cannot. */
function fileName(userId: string): string {
  return `user-${userId.replace(/[^A-Za-z0-9._-]+/g, "_")}.jsonl`;
}
