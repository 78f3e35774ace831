import { formatDay } from "../format/date.ts";
import { marksOf, type Span } from "./span.ts";

/** Heads the row of a day, a week or a month, with what must be known of it. */
export function SpanHeader({ span }: { span: Span }) {
  const { label, from, to } = span;
  return (
    <th scope="row" className="span">
      {label === from && from === to ? formatDay(from) : label}
      {label !== from && (
        <small className="hint">
          {formatDay(from)} to {formatDay(to)}
        </small>
      )}{" "}
      <span className="marks">
        {marksOf(span).map((mark) => (
          <span key={mark} className="tag warning">
            {mark}
          </span>
        ))}
      </span>
    </th>
  );
}
