import { useMutation } from "@tanstack/react-query";
import { format } from "date-fns";
import { useApi } from "../../api/ApiContext.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { exportAll } from "./exporting.ts";
import { ImportDialog } from "./ImportDialog.tsx";
import { saveAsFile } from "./transfer.ts";

interface TransferFlagsProps {
  readonly onNews: (news: string) => void;
}

/** Takes all flags out into a file, and takes a file in once the admin has seen what that changes. */
export function TransferFlags({ onNews }: TransferFlagsProps) {
  const api = useApi();
  const exporting = useMutation({
    mutationFn: () => exportAll(api),
    onSuccess(document) {
      saveAsFile(document, `sextant-flags-${format(new Date(), "yyyy-MM-dd")}.json`);
      onNews("Exported all flags into a file.");
    },
  });
  return (
    <>
      <button
        type="button"
        disabled={exporting.isPending}
        onClick={() => {
          exporting.mutate();
        }}
      >
        Export
      </button>
      <ImportDialog onNews={onNews} />
      {exporting.error && <ProblemAlert error={exporting.error} />}
    </>
  );
}
