import { createHash } from "node:crypto";
import type { Files } from "../../server/src/model/files.js";
import type { FileId } from "../../server/src/model/place.js";

/** Files in memory, by absolute path. A folder exists when a file lies below it. */
export function memoryFiles(record: Readonly<Record<string, string>>): Files {
  const paths = Object.keys(record);
  return {
    read(file) {
      const text = record[file];
      if (text !== undefined) return { kind: "text", text, hash: createHash("sha256").update(text).digest("hex") };
      return isFolder(file) ? { kind: "unread", reason: "is a folder" } : { kind: "absent" };
    },
    kind(file) {
      return Object.hasOwn(record, file) ? "file" : isFolder(file) ? "folder" : "absent";
    },
    list(folder) {
      const below = paths.filter((it) => it.startsWith(`${folder}/`)).map((it) => it.slice(folder.length + 1));
      return [...new Set(below.flatMap((it) => it.split("/", 1)))].sort();
    },
  };

  function isFolder(file: FileId): boolean {
    return paths.some((it) => it.startsWith(`${file}/`));
  }
}
