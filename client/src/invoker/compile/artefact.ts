import { readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isInstalled } from "../bootstrap/typescript/sourceFiles.js";

/** The files that a build was made of, and the build itself; undefined unless it was made of `source` as all of it is now. */
export function artefactSources(artefact: string, source: string): readonly string[] | undefined {
  const built = statSync(artefact, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined || realpathSync(artefact) === source) return undefined;
  const own = mapSources(artefact)?.filter((it) => !isInstalled(it));
  if (!own?.map(realPath).includes(source)) return undefined;
  const isFresh = own.every(
    (it) => (statSync(it, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) <= built,
  );
  return isFresh ? [artefact, ...own] : undefined;
}

/** Absolute paths of the sources that its map names. */
function mapSources(artefact: string): readonly string[] | undefined {
  const links = [...readFileSync(artefact, "utf8").matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gm)];
  const link = links.at(-1)?.[1];
  if (link === undefined) return undefined;
  try {
    const [, data] = /^data:application\/json[^,]*;base64,(.*)$/.exec(link) ?? [];
    const place = path.resolve(path.dirname(artefact), decodeURI(link));
    const text = data === undefined ? readFileSync(place, "utf8") : Buffer.from(data, "base64").toString();
    const map = JSON.parse(text) as { sources?: readonly unknown[]; sourceRoot?: string } | null;
    const folder = data === undefined ? path.dirname(place) : path.dirname(artefact);
    return map?.sources?.flatMap((it) =>
      typeof it === "string" ? pathOf(`${map.sourceRoot ?? ""}${it}`, folder) : [],
    );
  } catch {
    return undefined;
  }
}

function pathOf(source: string, folder: string): readonly string[] {
  if (source.startsWith("file:")) return [fileURLToPath(source)];
  // `webpack://` and the like name no place.
  return /^[\w-]{2,}:/.test(source) ? [] : [path.resolve(folder, source)];
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
