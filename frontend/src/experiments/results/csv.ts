import { saveAsFile } from "../../page/saveAsFile.ts";

/** Hands a table to the browser as a file. */
export function saveAsCsv(text: string, name: string): void {
  saveAsFile(text, "text/csv", name);
}
