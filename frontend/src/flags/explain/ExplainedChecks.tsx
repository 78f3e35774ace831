import { valueInWords } from "../values/valueType.ts";
import type { ExplainedBucket, ExplainedCheck, ExplainedPart } from "./explanation.ts";

/** What a rule asked of the user, and what it found. */
export function ExplainedChecks({ checks }: { checks: readonly ExplainedCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <ul className="checks">
      {checks.map((check, index) => (
        // Checks stand in the order in which they were made, and are never moved.
        <li key={index} className={check.holds ? "holds" : "fails"}>
          <Mark holds={check.holds} /> {check.message}
          {check.bucket && <BucketBar bucket={check.bucket} />}
          {check.parts.length > 1 && (
            <ul className="checks">
              {check.parts.map((part) => (
                <li key={part.place} className={part.holds ? "holds" : "fails"}>
                  <Mark holds={part.holds} /> {partInWords(part)}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function Mark({ holds }: { holds: boolean }) {
  return (
    <>
      <span aria-hidden="true">{holds ? "✓" : "✗"}</span>
      <span className="visually-hidden">{holds ? "holds:" : "does not hold:"}</span>
    </>
  );
}

/** All buckets from left to right, those wanted filled, the user's marked; the message beside it says the same. */
function BucketBar({ bucket: { number, of, wanted } }: { bucket: ExplainedBucket }) {
  return (
    <svg className="buckets" viewBox={`0 0 ${of} 10`} preserveAspectRatio="none" aria-hidden="true">
      <rect width={of} height={10} className="ground" />
      {wanted.map(({ first, before, variation }) => (
        <rect
          key={`${first} ${before} ${variation}`}
          x={first}
          width={before - first}
          height={10}
          style={{ fill: `var(--series-${(variation ?? 0) % 8})` }}
        />
      ))}
      {number !== null && <rect x={number - of / 400} width={of / 200} height={10} className="user" />}
    </svg>
  );
}

function partInWords({ place, attribute, operator, expected, leftOut, actual }: ExplainedPart): string {
  if (attribute === null) return `${place || "all"} (${operator})`;
  const more = leftOut > 0 ? ` and ${leftOut} more` : "";
  const where = place === attribute ? "" : `${place}: `;
  return `${where}${attribute} is ${valueInWords(actual)}; wanted ${operator} ${valueInWords(expected)}${more}`;
}
