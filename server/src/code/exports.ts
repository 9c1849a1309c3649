import type { Span } from "../model/place.js";
import { CommonJsReader } from "./commonJs.js";
import type { Declaration, Expression, Module } from "./ir.js";
import { type Scope, scopeOf, withLocal } from "./scope.js";
import { walk } from "./walk.js";

/** What a name stands for. */
export type Target =
  | { readonly kind: "value"; readonly value: Expression }
  /** `imported` is `"*"` for the module itself. */
  | { readonly kind: "import"; readonly module: string; readonly imported: string }
  /** Something, but the syntax does not tell what: several values, a part of a call's result. */
  | { readonly kind: "opaque" };

/** A name at the top of a module, where it is written, and what it stands for. */
export interface Binding {
  readonly name: string;
  /** Key of the declaration that `span` is relative to. */
  readonly chunk: string;
  readonly span: Span;
  readonly target: Target;
  /** The declaration has a syntax error: what it says in detail may be wrong. */
  readonly broken: boolean;
}

export interface ModuleExports {
  readonly exports: ReadonlyMap<string, Binding>;
  /** Modules all of whose exports are exported. */
  readonly reexports: readonly string[];
  /** Names that are exported as types; those that are values too are not among them. */
  readonly typeOnly: ReadonlySet<string>;
  /** Anything may be exported besides. */
  readonly dynamic: boolean;
  /** What `module.exports` is, where it is one value. */
  readonly whole?: Binding | undefined;
}

/** What a module exports, as far as its own text tells. What is assigned under a condition counts. */
export function moduleExports(module: Module): ModuleExports {
  const known = memory.get(module);
  if (known) return known;
  const res = module.language === "python" ? pythonExports(module) : javascriptExports(module);
  memory.set(module, res);
  return res;
}

const memory = new WeakMap<Module, ModuleExports>();

function javascriptExports(module: Module): ModuleExports {
  const scope = scopeOf(module);
  const exports = new Map<string, Binding>();
  const reexports: string[] = [];
  const typeOnly = new Set<string>();
  for (const declaration of module.declarations) {
    if (declaration.exported) addExported(declaration, scope, exports, typeOnly);
    const { statement } = declaration;
    if (statement.kind !== "export") continue;
    if (statement.all && statement.module !== undefined && !statement.typeOnly) reexports.push(statement.module);
    for (const it of statement.names) {
      const bound = statement.module === undefined ? scope.bindings.get(it.local) : undefined;
      const local = bound && withLocal(bound, scope);
      const isType = statement.module === undefined && !local && scope.types.has(it.local);
      if (statement.typeOnly || it.typeOnly || isType) typeOnly.add(it.exported);
      else exports.set(it.exported, named(declaration, it.exported, it.span, local, statement.module, it.local));
    }
  }
  const commonJs = new CommonJsReader(module, scope).read();
  for (const [name, it] of commonJs.exports) exports.set(name, it);
  for (const name of exports.keys()) typeOnly.delete(name);
  return {
    exports,
    reexports: [...reexports, ...commonJs.reexports],
    typeOnly,
    dynamic: commonJs.dynamic,
    whole: commonJs.whole,
  };
}

function addExported(
  { key, statement, exported, broken }: Declaration,
  scope: Scope,
  exports: Map<string, Binding>,
  typeOnly: Set<string>,
): void {
  const isDefault = exported === "default";
  if (statement.kind === "type") {
    typeOnly.add(isDefault ? "default" : statement.name);
  } else if (isDefault && statement.kind === "expression") {
    const { span, expression } = statement;
    const binding = {
      name: "default",
      chunk: key,
      span,
      target: { kind: "value" as const, value: expression },
      broken,
    };
    exports.set("default", withLocal(binding, scope));
  } else {
    for (const it of scope.byDeclaration.get(key) ?? []) {
      const name = isDefault ? "default" : it.name;
      exports.set(name, { ...withLocal(scope.bindings.get(it.name) ?? it, scope), name });
    }
  }
}

function named(
  { key, broken }: Declaration,
  name: string,
  span: Span,
  local: Binding | undefined,
  module: string | undefined,
  imported: string,
): Binding {
  if (local) return { ...local, name };
  const target: Target = module === undefined ? { kind: "opaque" } : { kind: "import", module, imported };
  return { name, chunk: key, span, target, broken };
}

function pythonExports(module: Module): ModuleExports {
  const scope = scopeOf(module);
  const exports = new Map([...scope.bindings].map(([name, it]) => [name, withLocal(it, scope)]));
  const dynamic = exports.has("__getattr__") || touchesNamespace(module);
  return { exports, reexports: scope.wildcards, typeOnly: new Set(), dynamic };
}

const NAMESPACE_CALLS = new Set(["globals", "vars", "locals", "exec", "setattr"]);

/** Code that can set names of the module without naming them. */
function touchesNamespace(module: Module): boolean {
  let found = false;
  for (const { statement } of module.declarations) {
    walk(statement, (it) => {
      if (it.kind === "call" && it.callee.kind === "name" && NAMESPACE_CALLS.has(it.callee.name)) found = true;
      if (it.kind === "member" && it.property === "modules" && it.object.kind === "name" && it.object.name === "sys") {
        found = true;
      }
      return !found;
    });
  }
  return found;
}
