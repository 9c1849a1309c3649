import { fileURLToPath, pathToFileURL } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { isInstalled } from "./sourceFiles.js";
import { type LoaderSettings, SourceLoader } from "./sourceLoader.js";

/** What a hook answers in Node's own form. */
export interface Loaded {
  readonly format: "module" | "commonjs";
  readonly source: string;
  readonly shortCircuit: true;
}

export interface Resolved {
  readonly url: string;
  readonly shortCircuit: true;
}

/** Undefined where Node's own rule is to decide. */
export function resolvedModule(
  sources: SourceLoader,
  specifier: string,
  parentURL: string | undefined,
): Resolved | undefined {
  if (!parentURL?.startsWith("file:")) return undefined;
  const found = sources.resolve(specifier, fileURLToPath(parentURL));
  return found === undefined ? undefined : { url: pathToFileURL(found).href, shortCircuit: true };
}

/** Undefined for what Node reads by itself. */
export function loadedModule(sources: SourceLoader, url: string): Loaded | undefined {
  if (!url.startsWith("file:")) return undefined;
  const file = fileURLToPath(url);
  // A build takes JSON without the attribute that Node asks for.
  if (file.endsWith(".json") && !isInstalled(file)) return moduleOf(jsonModule(sources.read(file)));
  const compiled = sources.codeOf(file);
  if (!compiled) return undefined;
  return { ...moduleOf(compiled.code), format: compiled.format === "esm" ? "module" : "commonjs" };
}

function moduleOf(source: string): Loaded {
  return { format: "module", source, shortCircuit: true };
}

/** The value as the default, and its entries by name. */
function jsonModule(text: string): string {
  const value: unknown = JSON.parse(text);
  const isPlain = typeof value === "object" && value !== null && !Array.isArray(value);
  const names = isPlain ? Object.keys(value).filter((it) => it !== "default") : [];
  const entries = names.map((it, index) => {
    const name = JSON.stringify(it);
    return `const value${index} = json[${name}];\nexport { value${index} as ${name} };`;
  });
  return [`const json = ${text.trim()};`, "export default json;", ...entries].join("\n");
}

let sources: SourceLoader | undefined;
let port: MessagePort | undefined;

/** Node calls these three in the thread of its hooks; see `module.register`. */
export function initialize(data: { readonly settings: LoaderSettings; readonly port: MessagePort }): void {
  sources = new SourceLoader(data.settings);
  port = data.port;
}

export async function resolve(
  specifier: string,
  ctx: { readonly parentURL?: string | undefined },
  next: (specifier: string, ctx: object) => Promise<object>,
): Promise<object> {
  if (!sources) return next(specifier, ctx);
  const found = resolvedModule(sources, specifier, ctx.parentURL);
  if (found) return found;
  try {
    return await next(specifier, ctx);
  } catch (error) {
    const instead = sources.instead(error);
    if (instead === undefined) throw error;
    return { url: pathToFileURL(instead).href, shortCircuit: true };
  }
}

export async function load(
  url: string,
  ctx: object,
  next: (url: string, ctx: object) => Promise<object>,
): Promise<object> {
  const res = sources && loadedModule(sources, url);
  if (sources && res) port?.postMessage(sources.files);
  return res ?? next(url, ctx);
}
