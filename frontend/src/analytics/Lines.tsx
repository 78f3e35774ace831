import { lazy, Suspense } from "react";

/** What a chart shows above one place of its axis; null where there is no figure. */
export interface Point {
  readonly label: string;
  readonly values: Readonly<Record<string, number | null>>;
}

export interface LinesProps {
  readonly points: readonly Point[];
  /** The lines by their names, which are those of the values. */
  readonly lines: readonly string[];
  readonly format: (value: number) => string;
}

// The chart library is as large as the rest of the page: only who looks at charts loads it.
const LinesChart = lazy(() => import("./LinesChart.tsx"));

/** Figures as lines, beside a table that says the same. */
export function Lines(props: LinesProps) {
  return (
    <Suspense fallback={<p role="status">Loading the chart…</p>}>
      <LinesChart {...props} />
    </Suspense>
  );
}
