import path from "node:path";
import type { FileId } from "../model/place.js";

/** Paths of files by id: always forward slashes, so POSIX rules hold on every system. */
export function parentOf(file: FileId): FileId {
  return path.posix.dirname(file) as FileId;
}

export function baseName(file: FileId): string {
  return path.posix.basename(file);
}

export function join(folder: FileId, ...parts: readonly string[]): FileId {
  return path.posix.join(folder, ...parts) as FileId;
}

/** The path from a folder to a file, as a person would write it. */
export function relative(folder: FileId, file: FileId): string {
  return path.posix.relative(folder, file) || ".";
}
