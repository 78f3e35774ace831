import { useId, useState, type ReactNode } from "react";
import { formatCount } from "../format/number.ts";
import { TextArea } from "./TextArea.tsx";

interface ListFieldProps {
  readonly label: string;
  /** One of them, such as “user”. */
  readonly noun: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly items: readonly string[];
  /** The heading above says what it is already. */
  readonly untitled?: boolean;
  /** What the list means while nothing is in it. */
  readonly whenEmpty: string;
  readonly onItems: (items: readonly string[]) => void;
}

const SHOWN_AT_FIRST = 30;

/** A list of texts: many can be pasted at once, each can be taken out. */
export function ListField({ label, noun, hint, error, items, untitled = false, whenEmpty, onItems }: ListFieldProps) {
  const titleId = useId();
  const [typed, setTyped] = useState("");
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, SHOWN_AT_FIRST);
  const add = () => {
    onItems([...new Set([...items, ...itemsIn(typed)])]);
    setTyped("");
  };
  return (
    <div className="list-field" role="group" aria-labelledby={titleId}>
      <h4 id={titleId} className={untitled ? "visually-hidden" : undefined}>
        {label} {items.length > 0 && <span className="hint">({formatCount(items.length)})</span>}
      </h4>
      {items.length === 0 && <p className="hint">{whenEmpty}</p>}
      {items.length > 0 && (
        <ul className="chips">
          {shown.map((item) => (
            <li key={item} className="chip">
              <code>{item}</code>
              <button
                type="button"
                className="plain"
                aria-label={`Remove ${noun} ${item}`}
                onClick={() => {
                  onItems(items.filter((one) => one !== item));
                }}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {items.length > SHOWN_AT_FIRST && (
        <div className="buttons">
          <button
            type="button"
            aria-expanded={all}
            onClick={() => {
              setAll(!all);
            }}
          >
            {all ? `Show the first ${SHOWN_AT_FIRST}` : `Show all ${formatCount(items.length)}`}
          </button>
          <button
            type="button"
            onClick={() => {
              onItems([]);
            }}
          >
            Remove all
          </button>
        </div>
      )}
      <div className="add">
        <TextArea
          label={`Add ${noun}s`}
          hint={hint}
          error={error}
          rows={1}
          spellCheck={false}
          value={typed}
          onText={setTyped}
          onKeyDown={(event) => {
            // A line break separates; the pasted ones have theirs already.
            if (event.key !== "Enter" || event.shiftKey || itemsIn(typed).length === 0) return;
            event.preventDefault();
            add();
          }}
        />
        <button type="button" disabled={itemsIn(typed).length === 0} aria-label={`Add to ${label}`} onClick={add}>
          Add
        </button>
      </div>
    </div>
  );
}

/** What was typed or pasted: one a line, or separated by commas, semicolons or tabs. */
function itemsIn(text: string): string[] {
  return text
    .split(/[\n\r,;\t]+/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
