import { languageOf } from "./code/lower.js";
import { sourceExports } from "./code/sourceExports.js";
import { Locator } from "./findings.js";
import type { SourceExports } from "./lamplight.js";
import type { SourceLanguage } from "./model/handler.js";
import { isInside, join, parentOf } from "./model/path.js";
import type { FileId } from "./model/place.js";
import { mayBeTemplate } from "./workspace/discover.js";
import type { FileStore } from "./workspace/fileStore.js";
import type { ModuleCache } from "./workspace/moduleCache.js";

const MANIFESTS: Readonly<Record<SourceLanguage, string>> = {
  javascript: "package.json",
  typescript: "package.json",
  python: "pyproject.toml",
};

/** What a source file below one of the roots declares and exports; undefined when it is not read or not understood. */
export async function readExports(
  file: FileId,
  store: FileStore,
  modules: ModuleCache,
  roots: readonly FileId[],
): Promise<SourceExports | undefined> {
  const language = languageOf(file);
  const root = rootOf(file, roots);
  if (!language || root === undefined) return undefined;
  const content = await store.loaded(file);
  // Asking notes the grammar, which is then loaded.
  modules.module(file);
  await modules.load();
  const module = modules.module(file);
  const offsets = modules.offsets(file);
  if (content.kind !== "text" || !module || !offsets) return undefined;
  const locator = new Locator({
    text: (it) => (it === file ? content.text : undefined),
    offsetOf: (_, chunk) => offsets.get(chunk),
  });
  const exports = sourceExports(file, module).flatMap((exported) => {
    const range = locator.locate(exported.place)?.range;
    const body = exported.body && locator.locate(exported.body)?.range;
    return range ? [{ exported, range, body }] : [];
  });
  const folder = await packageFolder(file, MANIFESTS[language], root, store);
  return { file, language, root, packageFolder: folder, exports, broken: module.broken };
}

/** A template that was opened by itself stands for its folder. */
function rootOf(file: FileId, roots: readonly FileId[]): FileId | undefined {
  const folders = roots.map((it) => (mayBeTemplate(it) ? parentOf(it) : it));
  return folders.filter((it) => isInside(it, file)).sort((a, b) => b.length - a.length)[0];
}

async function packageFolder(file: FileId, manifest: string, root: FileId, store: FileStore): Promise<FileId> {
  let folder = parentOf(file);
  while (folder !== root && isInside(root, folder)) {
    if ((await store.loaded(join(folder, manifest))).kind === "text") return folder;
    folder = parentOf(folder);
  }
  return root;
}
