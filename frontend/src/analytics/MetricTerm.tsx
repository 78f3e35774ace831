import { useContext, type ReactNode } from "react";
import { ExplainMetricContext } from "./explainContext.ts";

interface MetricTermProps {
  /** The metric's name in the list of definitions; without one the words stand for themselves. */
  readonly metric: string | undefined;
  readonly children: ReactNode;
}

/** What a figure is called; pressed, it says how the figure is defined. */
export function MetricTerm({ metric, children }: MetricTermProps) {
  const explain = useContext(ExplainMetricContext);
  if (metric === undefined) return children;
  return (
    <button
      type="button"
      className="plain term"
      aria-haspopup="dialog"
      title="What does this mean?"
      onClick={() => {
        explain(metric);
      }}
    >
      {children}
    </button>
  );
}
