import { createHash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import type { FileContent, FileKind } from "../model/files.js";
import type { FileId } from "../model/place.js";

/** Larger files are not parsed: CloudFormation takes templates of up to 1 MB, and no handler written by hand is longer. */
const MAX_FILE_BYTES = 1024 * 1024;

/** The disk, or something that answers like it. Answers never reject: what cannot be read is `unread` with a reason. */
export interface Disk {
  read(file: FileId): Promise<FileContent>;
  kind(file: FileId): Promise<FileKind>;
  /** Entries of a folder with their kinds, links not followed; empty when it cannot be listed. */
  entries(folder: FileId): Promise<readonly DiskEntry[]>;
}

export interface DiskEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

export const nodeDisk: Disk = {
  async read(file) {
    try {
      return await readText(file);
    } catch (error) {
      const code = errorCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
      return { kind: "unread", reason: `cannot be read: ${code}` };
    }
  },

  async kind(file) {
    try {
      const status = await stat(file);
      return status.isFile() ? "file" : status.isDirectory() ? "folder" : "absent";
    } catch {
      return "absent";
    }
  },

  async entries(folder) {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((it) => ({
      name: it.name,
      kind: it.isFile() ? "file" : it.isDirectory() ? "folder" : it.isSymbolicLink() ? "link" : "other",
    }));
  },
};

/** The text of a file as an editor would show it: UTF-8, without a byte order mark. */
export function contentOf(text: string): FileContent {
  const withoutMark = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (withoutMark.includes("\0")) return { kind: "unread", reason: "is a binary file" };
  return { kind: "text", text: withoutMark, hash: createHash("sha1").update(withoutMark).digest("base64") };
}

async function readText(file: FileId): Promise<FileContent> {
  const status = await stat(file);
  if (!status.isFile())
    return { kind: "unread", reason: status.isDirectory() ? "is a folder" : "is not a regular file" };
  if (status.size > MAX_FILE_BYTES) return { kind: "unread", reason: "is larger than 1 MB" };
  const handle = await open(file);
  try {
    return contentOf(await handle.readFile("utf8"));
  } finally {
    await handle.close();
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
