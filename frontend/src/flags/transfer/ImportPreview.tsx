import { Alert } from "../../page/Alert.tsx";
import { Changes } from "../../changes/Changes.tsx";
import type { Change } from "../../changes/changes.ts";
import { fieldName } from "../words.ts";
import type { ImportOutcome } from "./transfer.ts";

/** What an import would do, flag by flag, and what is in its way. */
export function ImportPreview({ outcome }: { outcome: ImportOutcome }) {
  const { created, updated, unchanged, deleted, errors, moreErrors, notes, shortened } = outcome;
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
        {created.length} new, {updated.length} changed, {unchanged} the same
        {deleted.length > 0 && `, ${deleted.length} deleted`}.
      </p>
      {notes.length > 0 && <FieldMessages messages={notes} />}
      <FlagKeys title="Deleted" keys={deleted} />
      <FlagKeys title="New" keys={created} />
      {shortened && <p className="hint">There is too much to show all of it: of some changes only the name is here.</p>}
      {updated.map(({ key, changed }) => (
        <details key={key} open={updated.length === 1}>
          <summary>
            <code>{key}</code> changes
          </summary>
          <Changes
            changes={changed.map((change) => (shortened ? withoutMissing(change) : change))}
            nameOf={fieldName}
          />
        </details>
      ))}
    </>
  );
}

function FlagKeys({ title, keys }: { title: string; keys: readonly string[] }) {
  if (keys.length === 0) return null;
  return (
    <p>
      {title}:{" "}
      {keys.map((key) => (
        <code key={key} className="chip">
          {key}
        </code>
      ))}
    </p>
  );
}

/** Two nulls are no change: what differs was left out of the answer. */
function withoutMissing({ field, before, after }: Change): Change {
  const missing = before === null && after === null;
  return { field, before: missing ? undefined : before, after: missing ? undefined : after };
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
