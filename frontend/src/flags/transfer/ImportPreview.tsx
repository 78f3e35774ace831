import { Alert } from "../../page/Alert.tsx";
import { Changes } from "../history/Changes.tsx";
import type { ImportOutcome } from "./transfer.ts";

/** What an import would do, flag by flag, and what is in its way. */
export function ImportPreview({ outcome }: { outcome: ImportOutcome }) {
  const { created, updated, unchanged, errors, moreErrors, notes } = outcome;
  return (
    <>
      {errors.length > 0 && (
        <Alert>
          <strong>The file cannot be imported as it is.</strong>
          <FieldMessages messages={errors} />
          {moreErrors > 0 && <div>And {moreErrors} more.</div>}
        </Alert>
      )}
      <p>
        {created.length} new, {updated.length} changed, {unchanged} the same.
      </p>
      {notes.length > 0 && <FieldMessages messages={notes} />}
      {created.length > 0 && (
        <p>
          New:{" "}
          {created.map((key) => (
            <code key={key} className="chip">
              {key}
            </code>
          ))}
        </p>
      )}
      {updated.map(({ key, changed }) => (
        <details key={key} open={updated.length === 1}>
          <summary>
            <code>{key}</code> changes
          </summary>
          <Changes changes={changed} />
        </details>
      ))}
    </>
  );
}

function FieldMessages({ messages }: { messages: ImportOutcome["errors"] }) {
  return (
    <ul>
      {messages.map(({ field, message }) => (
        <li key={`${field} ${message}`}>
          {field}: {message}
        </li>
      ))}
    </ul>
  );
}
