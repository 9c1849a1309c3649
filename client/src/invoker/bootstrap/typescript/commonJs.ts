import Module from "node:module";
import { SOURCE_EXTENSIONS } from "./sourceFiles.js";
import type { SourceLoader } from "./sourceLoader.js";

type Resolve = (
  this: unknown,
  request: string,
  parent: { readonly filename?: string | null } | null,
  ...rest: unknown[]
) => string;
type Extension = (module: { _compile(code: string, file: string): void }, file: string) => void;

/** The parts of Node's CommonJS loader that every transpiler for Node changes, and that Node keeps for them. */
const loader = Module as unknown as { _resolveFilename: Resolve; readonly _extensions: Record<string, Extension> };

/** Makes `require` find and compile sources. */
export function hookRequire(sources: SourceLoader): void {
  const resolve = loader._resolveFilename;
  loader._resolveFilename = function (request, parent, ...rest) {
    const importer = parent?.filename;
    const found = importer ? sources.resolve(request, importer) : undefined;
    if (found !== undefined) return found;
    try {
      return resolve.call(this, request, parent, ...rest);
    } catch (error) {
      const instead = sources.instead(error);
      if (instead === undefined) throw error;
      return instead;
    }
  };
  const asJavaScript = loader._extensions[".js"];
  for (const extension of SOURCE_EXTENSIONS) {
    const before = loader._extensions[extension] ?? asJavaScript;
    loader._extensions[extension] = (module, file) => {
      const compiled = sources.codeOf(file);
      if (compiled) module._compile(compiled.code, file);
      else before?.(module, file);
    };
  }
}
