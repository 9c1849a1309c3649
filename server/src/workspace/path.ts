import path from "node:path";
import type { FileId } from "../model/place.js";

/** Paths of files by id: forward slashes on every system, a drive (`c:/`) or a network share (`//server/share`) first. */
export function parentOf(file: FileId): FileId {
  const res = keepingShare(file, path.posix.dirname(file));
  return (/^[a-z]:$/.test(res) ? `${res}/` : res) as FileId;
}

export function baseName(file: FileId): string {
  return path.posix.basename(file);
}

export function join(folder: FileId, ...parts: readonly string[]): FileId {
  return keepingShare(folder, path.posix.join(folder, ...parts)) as FileId;
}

/** `join`, unless the path is absolute itself. */
export function resolve(folder: FileId, file: string): FileId {
  return /^(\/|[a-z]:\/)/i.test(file) ? (file as FileId) : join(folder, file);
}

/** The path from a folder to a file, as a person would write it. */
export function relative(folder: FileId, file: FileId): string {
  return path.posix.relative(folder, file) || ".";
}

/** POSIX rules fold the two slashes that a network share begins with. */
function keepingShare(before: FileId, after: string): string {
  return before.startsWith("//") && !after.startsWith("//") ? `/${after}` : after;
}
