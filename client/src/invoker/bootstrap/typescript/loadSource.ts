import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import type { BootstrapConfig } from "../config.js";
import { hookRequire } from "./commonJs.js";
import { hookImport, importFile } from "./esModules.js";
import { readList, SourceLoader } from "./sourceLoader.js";

let namers: readonly (() => readonly string[])[] = [];

/**
 * Loads the file that the developer writes as the module of the handler; its export is `config.source.export`. Undefined
 * where the file that Lambda's own rule finds is to be loaded.
 */
export async function loadSource(config: BootstrapConfig): Promise<{ readonly module: unknown } | undefined> {
  const { prepared, source, cacheFolder } = config;
  if (!prepared || !source) return undefined;
  process.setSourceMapsEnabled(true);
  if (prepared.kind === "artefact") {
    namers = [() => readList(prepared.inputs)];
    return undefined;
  }
  const file = realpathSync(source.file);
  const settings = { prepared, file, cacheFolder };
  const sources = new SourceLoader(settings);
  namers = [() => sources.files];
  if (prepared.format === "cjs") {
    hookRequire(sources);
    return { module: createRequire(file)(file) as unknown };
  }
  namers = [...namers, hookImport(sources, settings)];
  try {
    return { module: await importFile(file) };
  } catch (error) {
    throw asRequired(error);
  }
}

/** Files of the user that were loaded through `loadSource`, and those that decided how: `tsconfig.json`. Absolute. */
export function loadedFiles(): readonly string[] {
  return [...new Set(namers.flatMap((it) => it()))];
}

/** A module that is missing is told as such, whichever way it was looked for. */
function asRequired(error: unknown): unknown {
  const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
  return isMissing ? Object.assign(error, { code: "MODULE_NOT_FOUND" }) : error;
}
