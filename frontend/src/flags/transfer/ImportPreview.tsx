import { Changes } from "../history/Changes.tsx";
import { changesBetween } from "../history/changes.ts";
import type { ImportOutcome } from "./transfer.ts";

/** What an import would do, flag by flag. */
export function ImportPreview({ outcome: { items } }: { outcome: ImportOutcome }) {
  const made = items.filter(({ action }) => action === "create");
  const changed = items.filter(({ action }) => action === "update");
  const same = items.length - made.length - changed.length;
  return (
    <>
      <p>
        {made.length} new, {changed.length} changed, {same} the same.
      </p>
      {made.length > 0 && (
        <p>
          New:{" "}
          {made.map(({ key }) => (
            <code key={key} className="chip">
              {key}
            </code>
          ))}
        </p>
      )}
      {changed.map(({ key, before, after }) => (
        <details key={key} open={changed.length === 1}>
          <summary>
            <code>{key}</code> changes
          </summary>
          <Changes changes={changesBetween(before, after)} />
        </details>
      ))}
    </>
  );
}
