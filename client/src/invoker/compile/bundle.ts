import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildContext, BuildOptions, BuildResult, Plugin } from "esbuild";
import type { ModuleFormat } from "../bootstrap/typescript/moduleFormat.js";
import { isInstalled } from "../bootstrap/typescript/sourceFiles.js";
import { withMap } from "../bootstrap/typescript/transpile.js";
import { findPackage } from "./tools.js";

export interface BundleRequest {
  /** Real path. */
  readonly file: string;
  readonly format: ModuleFormat;
  readonly nodeVersion: string;
}

export type Bundled =
  | {
      readonly kind: "built";
      readonly code: string;
      readonly format: ModuleFormat;
      /** Files that it was made of. */
      readonly inputs: readonly string[];
    }
  | { readonly kind: "failed"; readonly note: string };

type Esbuild = typeof import("esbuild");

/** As many functions keep what esbuild knows of them, the one that was built last at the end. */
const MAX_CONTEXTS = 16;
const contexts = new Map<string, BuildContext<typeof OUTPUT>>();
/** Sources that turned out to need an ES module. */
const modulesOnly = new Set<string>();

const OUTPUT = { write: false, metafile: true } as const satisfies BuildOptions;

/** Builds a file and what it imports of the user's own with the esbuild that the user installed; undefined without one. */
export async function bundle(request: BundleRequest): Promise<Bundled | undefined> {
  const { file } = request;
  const found = findPackage("esbuild", file);
  // Contexts came with 0.17.
  if (!found || /^0\.(?:\d|1[0-6])\./.test(found.version)) return undefined;
  try {
    const esbuild = createRequire(file)(found.folder) as Esbuild;
    const format = modulesOnly.has(file) ? "esm" : request.format;
    const result = await built(esbuild, { ...request, format }).catch((error: unknown) => {
      if (format === "cjs" && /top-level await/i.test(String(error))) return undefined;
      throw error;
    });
    if (result && !(format === "cjs" && result.warnings.some(({ id }) => id === "empty-import-meta"))) {
      return outputOf(result, file, format);
    }
    modulesOnly.add(file);
    return outputOf(await built(esbuild, { ...request, format: "esm" }), file, "esm");
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[1] ?? error.message) : String(error);
    return {
      kind: "failed",
      note: `your esbuild ${found.version} could not build it, so that each file was compiled by itself: ${why}`,
    };
  }
}

async function built(
  esbuild: Esbuild,
  { file, format, nodeVersion }: BundleRequest,
): Promise<BuildResult<typeof OUTPUT>> {
  const key = JSON.stringify([file, format, nodeVersion]);
  const known = contexts.get(key);
  const context =
    known ??
    (await esbuild.context({
      ...OUTPUT,
      entryPoints: [file],
      outfile: path.join(path.dirname(file), "bundle.js"),
      absWorkingDir: path.dirname(file),
      bundle: true,
      format,
      platform: "node",
      target: `node${nodeVersion}`,
      sourcemap: "external",
      charset: "utf8",
      logLevel: "silent",
      plugins: [packagesApart],
    }));
  contexts.delete(key);
  contexts.set(key, context);
  const [oldest] = contexts;
  if (oldest && contexts.size > MAX_CONTEXTS) {
    contexts.delete(oldest[0]);
    void oldest[1].dispose();
  }
  return context.rebuild();
}

/** Leaves packages where they are; a package of the same workspace, which a link leads to, is a source like any other. */
const packagesApart: Plugin = {
  name: "packages-apart",
  setup(build) {
    const ours = Symbol("asked for here");
    build.onResolve({ filter: /^[^./#]/ }, async ({ path: specifier, pluginData, kind, ...from }) => {
      if (pluginData === ours || kind === "entry-point" || path.isAbsolute(specifier)) return undefined;
      const { resolveDir, importer } = from;
      const found = await build.resolve(specifier, { kind, resolveDir, importer, pluginData: ours });
      const isSource = found.errors.length === 0 && found.namespace === "file" && path.isAbsolute(found.path);
      return isSource && !isInstalled(found.path) ? { path: found.path } : { path: specifier, external: true };
    });
  },
};

function outputOf({ outputFiles, metafile }: BuildResult<typeof OUTPUT>, file: string, format: ModuleFormat): Bundled {
  const folder = path.dirname(file);
  const code = outputFiles.find((it) => it.path.endsWith(".js"))?.text ?? "";
  const map = JSON.parse(outputFiles.find((it) => it.path.endsWith(".map"))?.text ?? "{}") as { sources?: string[] };
  const sources = map.sources?.map((it) => pathToFileURL(path.resolve(folder, it)).href);
  const inputs = Object.keys(metafile.inputs).map((it) => path.resolve(folder, it));
  return { kind: "built", code: withMap(code, { ...map, sources }), format, inputs };
}
