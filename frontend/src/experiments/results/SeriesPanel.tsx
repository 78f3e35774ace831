import { lazy, Suspense, useState } from "react";
import { SelectField } from "../../page/SelectField.tsx";
import { cumulative } from "./cumulative.ts";
import { effectFormat } from "./effects.ts";
import type { Result, Scale } from "./result.ts";
import { SeriesTable } from "./SeriesTable.tsx";
import { Term } from "./Term.tsx";

// The chart library is as large as the rest of the page: only who looks at charts loads it.
const SeriesChart = lazy(() => import("./SeriesChart.tsx"));

/** How the difference of a metric settled as users came in. */
export function SeriesPanel({ result, scale }: { result: Result; scale: Scale }) {
  const [chosen, setChosen] = useState<string>();
  const metric = result.metrics.find(({ id }) => id === chosen) ?? result.metrics[0];
  if (!metric || result.series.length === 0) return null;
  const days = cumulative(result, metric.id, scale);
  const compared = result.variants.filter(({ isControl }) => !isControl);
  const format = effectFormat(scale, metric);
  return (
    <section className="panel" aria-labelledby="series-title">
      <h4 id="series-title">Day by day, all days so far together</h4>
      <p className="hint">
        It swings wildly in the first days and settles as users come in. {bandInWords(scale)} Do not decide by the day
        on which it looks best: the <Term name="look">looks</Term> decide.
      </p>
      {result.metrics.length > 1 && (
        <SelectField
          label="Metric of the chart"
          value={metric.id}
          choices={Object.fromEntries(result.metrics.map(({ id, name }) => [id, name]))}
          onChoose={setChosen}
        />
      )}
      <Suspense fallback={<p role="status">Loading the chart…</p>}>
        <SeriesChart days={days} compared={compared} format={format} />
      </Suspense>
      <SeriesTable metric={metric} days={days} variants={result.variants} format={format} />
    </section>
  );
}

function bandInWords(scale: Scale): string {
  return scale === "relative"
    ? "The band is the interval of a single look."
    : "Switch to relative lift to see the interval as a band.";
}
