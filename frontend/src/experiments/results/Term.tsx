import { useContext, type ReactNode } from "react";
import { ExplainTermContext } from "./termContext.ts";
import { TERMS, type TermName } from "./terms.ts";

interface TermProps {
  readonly name: TermName;
  /** What it is called here; its title if nothing else. */
  readonly children?: ReactNode;
}

/** A word that explains itself when it is pressed. */
export function Term({ name, children }: TermProps) {
  const explain = useContext(ExplainTermContext);
  return (
    <button
      type="button"
      className="plain term"
      aria-haspopup="dialog"
      title="What does this mean?"
      onClick={() => {
        explain(name);
      }}
    >
      {children ?? TERMS[name].title}
    </button>
  );
}
