import { createContext } from "react";
import type { TermName } from "./terms.ts";

/** Shows what a term means. */
export const ExplainTermContext = createContext<(term: TermName) => void>(() => undefined);
