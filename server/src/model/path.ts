import path from "node:path";
import type { FileId } from "./place.js";

/** Paths of files by id: forward slashes on every system, a drive (`c:/`) or a network share (`//server/share`) first. */

/** The folder that holds a file; the root of a system or of a drive is its own. */
export function parentOf(file: FileId): FileId {
  return DRIVE.test(file) ? file : normalised(file, path.posix.dirname(file));
}

export function baseName(file: string): string {
  return path.posix.basename(file);
}

/** A path below a folder, or beside it by `..`. */
export function join(folder: FileId, ...parts: readonly string[]): FileId {
  return normalised(folder, path.posix.join(folder, ...parts));
}

/** `join`, unless the path is absolute itself. */
export function resolve(folder: FileId, file: string): FileId {
  const absolute = /^(?:\/|[a-z]:\/)/i.test(file);
  return absolute ? join(file.replace(/^[A-Z]:/, (it) => it.toLowerCase()) as FileId) : join(folder, file);
}

/** The path from a folder to a file, as a person would write it. */
export function relative(folder: FileId, file: FileId): string {
  return path.posix.relative(folder, file) || ".";
}

/** True for the folder itself too. */
export function isInside(folder: FileId, file: FileId): boolean {
  return file === folder || file.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

const DRIVE = /^[a-z]:\/?$/i;

/** As an id is written: POSIX rules fold the two slashes that a network share begins with, and keep one at the end. */
function normalised(before: FileId, after: string): FileId {
  const shared = before.startsWith("//") && !after.startsWith("//") ? `/${after}` : after;
  if (DRIVE.test(shared)) return (shared.endsWith("/") ? shared : `${shared}/`) as FileId;
  return (shared.length > 1 ? shared.replace(/(?<=[^/])\/$/, "") : shared) as FileId;
}
