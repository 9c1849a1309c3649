import Module from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { hookRequire } from "./commonJs.js";
import { type Loaded, loadedModule, resolvedModule } from "./moduleHooks.js";
import type { LoaderSettings, SourceLoader } from "./sourceLoader.js";

interface SyncHooks {
  resolve(specifier: string, ctx: Importer, next: (specifier: string, ctx: Importer) => object): object;
  load(url: string, ctx: object, next: (url: string, ctx: object) => object): object | Loaded;
}

interface Importer {
  readonly parentURL?: string | undefined;
}

/** Makes `import` find and compile sources. The result names the files that were loaded since. */
export function hookImport(sources: SourceLoader, settings: LoaderSettings): () => readonly string[] {
  if ("registerHooks" in Module && typeof Module.registerHooks === "function") {
    const registerHooks = Module.registerHooks as (hooks: SyncHooks) => void;
    registerHooks(hooksInThisThread(sources));
    return () => [];
  }
  hookRequire(sources);
  return hookInOtherThread(settings);
}

function hooksInThisThread(sources: SourceLoader): SyncHooks {
  return {
    resolve(specifier, ctx, next) {
      const found = resolvedModule(sources, specifier, ctx.parentURL);
      if (found) return found;
      try {
        return next(specifier, ctx);
      } catch (error) {
        const instead = sources.instead(error);
        if (instead === undefined) throw error;
        return { url: pathToFileURL(instead).href, shortCircuit: true };
      }
    },
    load: (url, ctx, next) => loadedModule(sources, url) ?? next(url, ctx),
  };
}

/** Node 20 and the first 22 import through a thread of their own, and so do their hooks. */
function hookInOtherThread(settings: LoaderSettings): () => readonly string[] {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  const hooks = pathToFileURL(path.join(__dirname, "moduleHooks.js"));
  Module.register(hooks, { data: { settings, port: port2 }, transferList: [port2] });
  const files = new Set<string>();
  return () => {
    for (let it = receiveMessageOnPort(port1); it; it = receiveMessageOnPort(port1)) {
      for (const file of it.message as readonly string[]) files.add(file);
    }
    return [...files];
  };
}

export function importFile(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}
