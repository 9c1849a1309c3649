import { readFileSync } from "node:fs";
import path from "node:path";

/** A package that the user installed. */
export interface FoundPackage {
  readonly folder: string;
  readonly version: string;
}

/** The package that an import of the name in a file would find. */
export function findPackage(name: string, file: string): FoundPackage | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const place = path.join(folder, "node_modules", name);
    const version = versionIn(place);
    if (version !== undefined) return { folder: place, version };
    if (path.dirname(folder) === folder) return undefined;
  }
}

function versionIn(folder: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
      version?: unknown;
    } | null;
    return typeof manifest?.version === "string" ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}
