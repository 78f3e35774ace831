import { Link, useSearchParams } from "react-router";
import { asProblem, type ProblemError } from "../../api/problem.ts";
import { rangeMistake } from "../../dashboard/range.ts";
import { Alert } from "../../page/Alert.tsx";
import { textOf, withFields } from "../../page/forms.ts";
import { ProblemAlert } from "../../page/ProblemAlert.tsx";
import { SubmitButton } from "../../page/SubmitButton.tsx";
import { TextField } from "../../page/TextField.tsx";
import { backfillAddress } from "../addresses.ts";
import { useStarting } from "./useBackfills.ts";
import { useState } from "react";

/** Asks which days to count again; whoever comes from a missing day finds it filled in. */
export function BackfillForm({ onBegun }: { onBegun: (backfillId: string) => void }) {
  const [asked] = useSearchParams();
  const [mistake, setMistake] = useState<string>();
  const starting = useStarting(({ backfillId }) => {
    onBegun(backfillId);
  });
  const problem = starting.error && asProblem(starting.error);
  return (
    <>
      <form
        className="controls"
        aria-label="Count days again"
        onSubmit={withFields((fields) => {
          const days = { from: textOf(fields, "from"), to: textOf(fields, "to") };
          setMistake(rangeMistake(days));
          if (!rangeMistake(days)) starting.mutate(days);
        })}
      >
        <TextField
          label="First day"
          name="from"
          type="date"
          required
          defaultValue={asked.get("from") ?? ""}
          error={mistake ?? problem?.messageFor("from")}
        />
        <TextField
          label="Last day"
          name="to"
          type="date"
          required
          defaultValue={asked.get("to") ?? ""}
          error={problem?.messageFor("to")}
        />
        <SubmitButton busy={starting.isPending}>Count again</SubmitButton>
      </form>
      {problem && <Refusal problem={problem} />}
    </>
  );
}

function Refusal({ problem }: { problem: ProblemError }) {
  if (problem.status === 409 && problem.backfillId) {
    return (
      <Alert>
        <strong>Some of these days are being counted again already.</strong>
        <div>
          Wait until <Link to={backfillAddress(problem.backfillId)}>backfill {problem.backfillId}</Link> is done, or
          choose other days.
        </div>
      </Alert>
    );
  }
  return problem.isOnlyAbout(["from", "to"]) ? null : <ProblemAlert error={problem} except={["from", "to"]} />;
}
