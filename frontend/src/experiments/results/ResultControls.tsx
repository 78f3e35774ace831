import { formatInstant } from "../../format/date.ts";
import { SelectField } from "../../page/SelectField.tsx";
import type { Experiment } from "../experiment.ts";
import { CROSSOVER_NAMES } from "../words.ts";
import type { ResultQuestion, Scale } from "./result.ts";
import { Term } from "./Term.tsx";

const SCALES: Readonly<Record<Scale, string>> = { relative: "Relative, in per cent", absolute: "Absolute" };

interface ResultControlsProps {
  readonly experiment: Experiment;
  readonly question: ResultQuestion;
  readonly scale: Scale;
  readonly onQuestion: (question: ResultQuestion) => void;
  readonly onScale: (scale: Scale) => void;
}

/** Chooses which users and days count, and how a difference is written. */
export function ResultControls({ experiment, question, scale, onQuestion, onScale }: ResultControlsProps) {
  const { phases, crossover } = experiment;
  const current = phases.at(-1)?.number ?? 1;
  return (
    <div className="controls hinted">
      <SelectField
        label="Lift"
        hint="Only how it is written: no p-value and no verdict changes."
        value={scale}
        choices={SCALES}
        onChoose={onScale}
      />
      <SelectField
        label="Users who saw two variants"
        hint={
          <>
            Who counts, so figures move. The experiment decides by: {CROSSOVER_NAMES[crossover].toLowerCase()}.{" "}
            <Term name="crossover">Why?</Term>
          </>
        }
        value={question.crossover ?? crossover}
        choices={CROSSOVER_NAMES}
        onChoose={(chosen) => {
          onQuestion({ ...question, crossover: chosen === crossover ? null : chosen });
        }}
      />
      {phases.length > 1 && (
        <SelectField
          label="Phase"
          hint={
            <>
              Each is evaluated alone. <Term name="phase">Why?</Term>
            </>
          }
          value={String(question.phase ?? current)}
          choices={Object.fromEntries(
            phases.map(({ number, startedAt }) => [String(number), `${number}, from ${formatInstant(startedAt)}`]),
          )}
          onChoose={(chosen) => {
            const phase = Number(chosen);
            onQuestion({ ...question, phase: phase === current ? null : phase });
          }}
        />
      )}
    </div>
  );
}
