import { vi } from "vitest";

/** A file that the page handed to the browser. */
export interface CaughtFile {
  readonly name: string;
  readonly blob: Blob;
}

/** Files that the page saves from now on; jsdom cannot save any. */
export function caughtFiles(): CaughtFile[] {
  const blobs: Blob[] = [];
  const files: CaughtFile[] = [];
  vi.stubGlobal(
    "URL",
    Object.assign(class extends URL {}, {
      createObjectURL: (blob: Blob) => `blob:${blobs.push(blob)}`,
      revokeObjectURL: () => undefined,
    }),
  );
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click(this: HTMLAnchorElement) {
    const blob = blobs.at(-1);
    if (blob) files.push({ name: this.download, blob });
  });
  return files;
}
