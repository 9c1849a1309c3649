import type { ModuleExport } from "../model/handler.js";
import type { FileId } from "../model/place.js";
import { type Binding, moduleExports } from "./exports.js";
import type { Expression, Module } from "./ir.js";
import { type ImportRoots, resolveImport } from "./resolve.js";
import { scopeOf, withLocal } from "./scope.js";
import { describeExport } from "./signature.js";

/** The modules of a deployment package, and where their imports lead. */
export interface Modules extends ImportRoots {
  module(file: FileId): Module | undefined;
}

export type ExportSearch =
  | { readonly kind: "found"; readonly exported: ModuleExport }
  | { readonly kind: "missing"; readonly typeOnly: boolean }
  | { readonly kind: "unknown"; readonly reason: string };

/** Follows a property path from the exports of a module: `["api", "handler"]`. */
export function findExport(modules: Modules, file: FileId, names: readonly string[]): ExportSearch {
  const [first = "", ...rest] = names;
  let res = search(modules, file, first, new Set());
  for (const name of rest) {
    if (res.kind !== "bound") break;
    res = memberOf(modules, res.file, res.binding, name);
  }
  if (res.kind !== "bound") return res;
  return { kind: "found", exported: describeExport(res.file, names.join("."), res.binding) };
}

/** Everything that a module exports by name, re-exports of local modules included. */
export function allExports(modules: Modules, file: FileId): readonly ModuleExport[] {
  const names = new Set<string>();
  collectNames(modules, file, names, new Set());
  return [...names].flatMap((name) => {
    const found = findExport(modules, file, [name]);
    return found.kind === "found" ? [found.exported] : [];
  });
}

type Search =
  | { readonly kind: "bound"; readonly file: FileId; readonly binding: Binding }
  | Exclude<ExportSearch, { kind: "found" }>;

const UNREAD: Search = { kind: "unknown", reason: "a module that is not read" };

function search(modules: Modules, file: FileId, name: string, visited: Set<string>): Search {
  const module = modules.module(file);
  if (!module) return UNREAD;
  if (visited.has(`${name} ${file}`)) return { kind: "unknown", reason: "modules that import each other" };
  visited.add(`${name} ${file}`);
  const { exports, reexports, typeOnly, dynamic } = moduleExports(module);
  const own = exports.get(name);
  if (own) return follow(modules, file, module, own, visited);
  let isType = typeOnly.has(name);
  let unsure = dynamic || module.broken;
  for (const it of reexports) {
    const target = resolveImport(file, it, module.language, modules);
    const found = target === undefined ? UNREAD : search(modules, target, name, visited);
    if (found.kind === "bound") return found;
    if (found.kind === "unknown") unsure = true;
    else isType ||= found.typeOnly;
  }
  return unsure
    ? { kind: "unknown", reason: "a module that exports dynamically" }
    : { kind: "missing", typeOnly: isType };
}

function follow(modules: Modules, file: FileId, module: Module, binding: Binding, visited: Set<string>): Search {
  const { target } = binding;
  const here: Search = { kind: "bound", file, binding };
  if (target.kind !== "import") return here;
  const found = resolveImport(file, target.module, module.language, modules);
  if (found === undefined) return here;
  if (target.imported === "*") return wholeModule(modules, found) ?? here;
  const res = search(modules, found, target.imported, visited);
  if (res.kind === "bound") return { ...res, binding: { ...res.binding, name: binding.name } };
  if (res.kind === "unknown" || isSubmodule(modules, file, module, target)) return here;
  // The default import of a CommonJS module is all of it.
  return target.imported === "default" ? (wholeModule(modules, found) ?? here) : res;
}

function wholeModule(modules: Modules, file: FileId): Search | undefined {
  const module = modules.module(file);
  const whole = module && moduleExports(module).whole;
  return whole && { kind: "bound", file, binding: whole };
}

/** In Python `from a import b` gives the module `a.b` where `a` has no such name. */
function isSubmodule(
  modules: Modules,
  file: FileId,
  { language }: Module,
  target: { readonly module: string; readonly imported: string },
): boolean {
  if (language !== "python") return false;
  const prefix = target.module.endsWith(".") ? target.module : `${target.module}.`;
  return resolveImport(file, prefix + target.imported, language, modules) !== undefined;
}

function memberOf(modules: Modules, file: FileId, { target, chunk, broken }: Binding, name: string): Search {
  const unknown: Search = { kind: "unknown", reason: "a value whose properties are not known" };
  const module = modules.module(file);
  if (!module) return UNREAD;
  if (target.kind === "import" && target.imported === "*") {
    const found = resolveImport(file, target.module, module.language, modules);
    return found === undefined ? unknown : search(modules, found, name, new Set());
  }
  const member = target.kind === "value" ? propertyOf(target.value, name) : undefined;
  if (!member) return unknown;
  const { value, span } = member;
  const binding = withLocal({ name, chunk, span, target: { kind: "value", value }, broken }, scopeOf(module));
  return follow(modules, file, module, binding, new Set());
}

function propertyOf(value: Expression, name: string) {
  if (value.kind === "object") {
    const property = value.properties.findLast((it) => it.key === name && it.kind !== "getter");
    return property && { value: property.value, span: property.keySpan };
  }
  const member = value.kind === "class" ? value.class.members.find((it) => it.static && it.name === name) : undefined;
  return member?.value && { value: member.value, span: member.nameSpan };
}

function collectNames(modules: Modules, file: FileId, names: Set<string>, visited: Set<FileId>): void {
  const module = modules.module(file);
  if (!module || visited.has(file)) return;
  visited.add(file);
  const { exports, reexports } = moduleExports(module);
  for (const name of exports.keys()) names.add(name);
  for (const it of reexports) {
    const target = resolveImport(file, it, module.language, modules);
    if (target !== undefined) collectNames(modules, target, names, visited);
  }
}
