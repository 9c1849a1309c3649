import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BootstrapConfig } from "./config.js";
import { importModuleError, RuntimeError, userCodeSyntaxError } from "./errors.js";

/** A function of the user; what it is given depends on the kind that it is of. */
export type Handler = (...args: unknown[]) => unknown;

export interface LoadedHandler {
  readonly handler: Handler;
  /** The file that was imported: its own imports are in no list. */
  readonly imported?: string | undefined;
}

/** Finds the function that the handler string names, as Lambda does. @throws RuntimeError, or what the code itself throws */
export async function loadHandler(config: BootstrapConfig): Promise<LoadedHandler> {
  const { handler, version, taskRoot, source } = config;
  const { folder, name, exported } = parsedHandler(handler);
  try {
    if (config.prepared) {
      const { loadSource } = await import("./typescript/loadSource.js");
      const loaded = await loadSource(config);
      if (loaded) return { handler: handlerIn(loaded.module, source?.export ?? exported, config) };
    }
    const place = { taskRoot, folder, name };
    const { module, imported } = await (version < 24 ? loadUpTo22(place) : loadFrom24(place));
    return { handler: handlerIn(module, exported, config), imported };
  } catch (error) {
    if (error instanceof SyntaxError) throw userCodeSyntaxError(error);
    throw error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND"
      ? importModuleError(error)
      : error;
  }
}

interface HandlerName {
  /** Relative to the task root. */
  readonly folder: string;
  /** Of the module, without its extension. */
  readonly name: string;
  /** Path of properties. */
  readonly exported: string;
}

type Place = Pick<HandlerName, "folder" | "name"> & Pick<BootstrapConfig, "taskRoot">;

/** `src/app.api.get` is the property `api.get` of the module `src/app`. */
function parsedHandler(handler: string): HandlerName {
  if (handler.includes("..")) {
    throw new RuntimeError(
      "MalformedHandlerName",
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const base = path.basename(handler);
  const dot = base.indexOf(".");
  if (dot === -1) throw new RuntimeError("MalformedHandlerName", "Bad handler");
  return { folder: handler.slice(0, handler.indexOf(base)), name: base.slice(0, dot), exported: base.slice(dot + 1) };
}

interface LoadedModule {
  readonly module: unknown;
  readonly imported?: string | undefined;
}

/** The order of version 3 of Lambda's runtime client. */
async function loadUpTo22({ taskRoot, folder, name }: Place): Promise<LoadedModule> {
  const file = path.resolve(taskRoot, folder, name);
  const isModule = existsSync(`${file}.js`) && isInModulePackage(path.dirname(file));
  return (
    required(file) ??
    (isModule ? await imported(`${file}.js`) : required(`${file}.js`)) ??
    (await imported(`${file}.mjs`)) ??
    required(`${file}.cjs`) ?? { module: require(require.resolve(name, { paths: [taskRoot, folder] })) }
  );
}

/** The order of version 4. */
async function loadFrom24({ taskRoot, folder, name }: Place): Promise<LoadedModule> {
  const file = path.resolve(taskRoot, folder, name);
  for (const extension of ["", ".js", ".mjs", ".cjs"]) {
    const res = await imported(`${file}${extension}`);
    if (res) return res;
  }
  return { module: require(require.resolve(name, { paths: [taskRoot, path.join(taskRoot, folder)] })) };
}

function required(file: string): LoadedModule | undefined {
  return existsSync(file) ? { module: require(file) } : undefined;
}

async function imported(file: string): Promise<LoadedModule | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    return { module: await import(pathToFileURL(file).href), imported: file };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { withPlace } = await import("./syntaxErrorPlace.js");
    throw withPlace(error, file);
  }
}

function isInModulePackage(folder: string): boolean {
  if (folder.endsWith("/node_modules")) return false;
  const manifest = path.join(folder, "package.json");
  if (existsSync(manifest)) return isModulePackage(manifest);
  const parent = path.dirname(folder);
  return parent !== folder && isInModulePackage(parent);
}

function isModulePackage(manifest: string): boolean {
  try {
    const content = JSON.parse(readFileSync(manifest, "utf8")) as { readonly type?: unknown } | null;
    return content?.type === "module";
  } catch (error) {
    console.warn(`${manifest} cannot be read, it will be ignored for ES module detection purposes.`, error);
    return false;
  }
}

function handlerIn(module: unknown, exported: string, { handler, version }: BootstrapConfig): Handler {
  const found = propertyOf(module, exported, version) || (version >= 24 ? inDefault(module, exported) : undefined);
  if (!found) throw new RuntimeError("HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof found !== "function") throw new RuntimeError("HandlerNotFound", `${handler} is not a function`);
  return found as Handler;
}

function inDefault(module: unknown, exported: string): unknown {
  return typeof module === "object" && module !== null && "default" in module
    ? propertyOf(module.default, exported, 24)
    : undefined;
}

function propertyOf(module: unknown, exported: string, version: number): unknown {
  return exported.split(".").reduce((value: unknown, key) => {
    const isOwner = typeof value === "object" || (version < 24 && typeof value === "function");
    return isOwner && value !== null ? Reflect.get(value as object, key) : undefined;
  }, module);
}
