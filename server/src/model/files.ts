import type { FileId } from "./place.js";

export type FileContent =
  | { readonly kind: "text"; readonly text: string /** Hash of the text. */; readonly hash: string }
  | { readonly kind: "absent" }
  /** A folder, a binary or minified file, one over the size limit, or one that the system refuses: not analysed. */
  | { readonly kind: "unread"; readonly reason: string };

export type FileKind = "file" | "folder" | "absent";

/**
 * What analysis may ask about the disk: synchronous and immutable. Open documents are laid over it. A question whose
 * answer is not loaded yet is noted, answered as absent, and the asking computation is run again once it is.
 */
export interface Files {
  read(file: FileId): FileContent;
  kind(file: FileId): FileKind;
  /** Names in a folder, sorted, in their true letter case; empty when it is no folder. */
  list(folder: FileId): readonly string[];
}
