import path from "node:path";
import type { FileId } from "../../server/src/model/place.js";
import { contentOf, type Disk, type DiskEntry } from "../../server/src/workspace/disk.js";

/** A disk in memory. `files` may be changed; tell the project with `invalidate`, as a watcher would. */
export function memoryDisk(files: Map<string, string>): Disk {
  return {
    async read(file) {
      const text = files.get(file);
      if (text !== undefined) return contentOf(text);
      return isFolder(file) ? { kind: "unread", reason: "is a folder" } : { kind: "absent" };
    },
    async kind(file) {
      return files.has(file) ? "file" : isFolder(file) ? "folder" : "absent";
    },
    async entries(folder) {
      const res = new Map<string, DiskEntry>();
      for (const file of files.keys()) {
        if (!file.startsWith(`${folder}/`)) continue;
        const [name = "", ...rest] = path.posix.relative(folder, file).split("/");
        res.set(name, { name, kind: rest.length > 0 ? "folder" : "file" });
      }
      return [...res.values()];
    },
  };

  function isFolder(file: FileId): boolean {
    return [...files.keys()].some((it) => it.startsWith(`${file}/`));
  }
}
