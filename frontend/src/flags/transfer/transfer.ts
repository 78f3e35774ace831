import type { Generated } from "../../api/generated.ts";
import { isRecord, type JsonObject } from "../../api/json.ts";

/** All flags as one document, as the server writes it; nothing here looks inside. */
export type FlagDocument = JsonObject;

/** What an import has done, or on a dry run would do. */
export type ImportOutcome = Generated<"FlagImportOutcome">;

/** How many flags an import changes in any way. */
export function changedBy({ created, updated, deleted }: ImportOutcome): number {
  return created.length + updated.length + deleted.length;
}

/**
 * The document that a chosen file holds.
 *
 * @throws Error that says why it holds none.
 */
export function documentIn(text: string): FlagDocument {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw new Error("The file is not JSON.", { cause: error });
  }
  if (!isRecord(found)) throw new Error("The file holds no export of flags: it should be a JSON object.");
  return found as FlagDocument;
}

/** Hands a document to the browser as a file. */
export function saveAsFile(document_: FlagDocument, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(document_, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
