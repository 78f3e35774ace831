import type { Generated } from "../../api/generated.ts";
import { isRecord, type JsonObject } from "../../api/json.ts";
import type { ProblemError } from "../../api/problem.ts";
import { saveAsFile as saveText } from "../../page/saveAsFile.ts";

/** Flags as a file holds them, of whatever format the server takes; nothing here looks inside. */
export type FlagDocument = JsonObject;

export type FlagExport = Generated<"FlagExport">;

/** How flags are to be taken in. */
export interface ImportTerms {
  /** With `merge`, flags that the document does not hold stay; with `replace` they are deleted. */
  readonly mode: "merge" | "replace";
  /** Whether a flag may get another seed, which draws its roll-out anew. */
  readonly allowSeedChange: boolean;
}

export const CAREFUL_TERMS: ImportTerms = { mode: "merge", allowSeedChange: false };

/** What an import has done, or on a dry run would do. */
export type ImportOutcome = Generated<"FlagImportOutcome">;

/** How many flags an import changes in any way. */
export function changedBy({ created, updated, deleted }: ImportOutcome): number {
  return created.length + updated.length + deleted.length;
}

/** How many flags an import that stopped half-way had changed until then; null if the problem is another. */
export function changedBeforeStop({ written }: ProblemError): number | null {
  return isRecord(written) ? changedBy(written as unknown as ImportOutcome) : null;
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
export function saveAsFile(document_: FlagExport, name: string): void {
  saveText(JSON.stringify(document_, null, 2), "application/json", name);
}
