import type { ModuleExport } from "../model/handler.js";
import type { FileId } from "../model/place.js";
import { moduleExports } from "./exports.js";
import { allExports, type Modules } from "./findExport.js";
import type { Module } from "./ir.js";

/** What a module declares and exports itself. What it only passes on belongs to the module that declares it. */
export function sourceExports(file: FileId, module: Module): readonly ModuleExport[] {
  const modules: Modules = {
    files: { kind: () => "absent" },
    codeRoot: file,
    module: (asked) => (asked === file ? module : undefined),
  };
  const { exports } = moduleExports(module);
  return allExports(modules, file).filter(({ name }) => exports.get(name)?.target.kind !== "import");
}
