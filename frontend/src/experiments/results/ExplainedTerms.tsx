import { useCallback, useId, useRef, useState, type ReactNode } from "react";
import { ExplainTermContext } from "./termContext.ts";
import { TERMS, type TermMeaning, type TermName } from "./terms.ts";

/** Lets every term inside be explained, in one dialog. */
export function ExplainedTerms({ children }: { children: ReactNode }) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState<TermName>("decision");
  const explain = useCallback((term: TermName) => {
    setShown(term);
    dialog.current?.showModal();
  }, []);
  return (
    <ExplainTermContext value={explain}>
      {children}
      <dialog ref={dialog} aria-labelledby={titleId}>
        <h3 id={titleId}>{TERMS[shown].title}</h3>
        <Meaning of={TERMS[shown]} />
        <div className="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </ExplainTermContext>
  );
}

/** All terms with their meanings, folded away. */
export function Glossary() {
  return (
    <details>
      <summary>What all the terms mean</summary>
      <dl className="glossary">
        {Object.entries<TermMeaning>(TERMS).map(([name, meaning]) => (
          <div key={name}>
            <dt>{meaning.title}</dt>
            <dd>
              <Meaning of={meaning} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Meaning({ of: { text, source } }: { of: TermMeaning }) {
  return (
    <>
      {text.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {source && <p className="hint">Source: {source}.</p>}
    </>
  );
}
