import { createContext } from "react";

/** Shows what a metric means, by its name such as `revenue.gross`. */
export const ExplainMetricContext = createContext<(metric: string) => void>(() => undefined);
