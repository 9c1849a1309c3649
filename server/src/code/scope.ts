import type { Span } from "../model/place.js";
import type { Binding, Target } from "./exports.js";
import type { Declaration, Expression, Module, Pattern } from "./ir.js";
import { boundNames, type IrNode, isPattern, walk, walkOutside } from "./walk.js";

/** The names at the top of a module. */
export interface Scope {
  readonly bindings: ReadonlyMap<string, Binding>;
  /** What each declaration binds, by its key. */
  readonly byDeclaration: ReadonlyMap<string, readonly Binding[]>;
  /** Names of types, and names imported as types. */
  readonly types: ReadonlySet<string>;
  /** Modules of Python's `from x import *`. */
  readonly wildcards: readonly string[];
}

/** The names that a module has once it is loaded; those bound under a condition count. */
export function scopeOf(module: Module): Scope {
  const known = memory.get(module);
  if (known) return known;
  const res = readScope(module);
  memory.set(module, res);
  return res;
}

/** A binding to another name of the module stands for what that name stands for. */
export function withLocal(binding: Binding, scope: Pick<Scope, "bindings">): Binding {
  let res = binding;
  const seen = new Set<string>();
  while (res.target.kind === "value" && res.target.value.kind === "name") {
    const { name } = res.target.value;
    const local = scope.bindings.get(name);
    if (!local || seen.has(name)) return { ...binding, target: { kind: "opaque" } };
    seen.add(name);
    res = local;
  }
  return { ...res, name: binding.name, target: importedMember(res.target, scope) };
}

/** `x.handler`, where `x` is a module, is what that module exports as `handler`. */
function importedMember(target: Target, { bindings }: Pick<Scope, "bindings">): Target {
  if (target.kind !== "value" || target.value.kind !== "member") return target;
  const { object, property } = target.value;
  const module = object.kind === "name" ? bindings.get(object.name)?.target : undefined;
  return module?.kind === "import" && module.imported === "*"
    ? { kind: "import", module: module.module, imported: property }
    : target;
}

/** The module that `require("x")` names. */
export function requiredModule(expression: Expression | undefined): string | undefined {
  if (expression?.kind !== "call") return undefined;
  const { callee } = expression;
  const [first] = expression.arguments;
  if (callee.kind !== "name") return undefined;
  // What compilers wrap around `require` keeps the names of the module.
  if (callee.name === "__importStar" || callee.name === "__toESM") return requiredModule(first?.value);
  if (callee.name !== "require" || first?.value.kind !== "literal") return undefined;
  return typeof first.value.value === "string" ? first.value.value : undefined;
}

const memory = new WeakMap<Module, Scope>();

interface Collected {
  readonly bindings: Map<string, Binding>;
  readonly types: Set<string>;
  readonly wildcards: string[];
}

function readScope(module: Module): Scope {
  const res: Collected = { bindings: new Map(), types: new Set(), wildcards: [] };
  const byDeclaration = new Map<string, readonly Binding[]>();
  for (const declaration of module.declarations) {
    const bound: Binding[] = [];
    const python = module.language === "python";
    walkOutside(declaration.statement, (it) => {
      for (const binding of bindingsOf(declaration, it, python, res)) {
        bound.push(binding);
        bind(res.bindings, binding, it !== declaration.statement);
      }
    });
    if (python) bindOuterNames(declaration, res.bindings);
    byDeclaration.set(declaration.key, bound);
  }
  return { ...res, byDeclaration };
}

/** The last unconditional value of a name holds; a conditional one beside another leaves open which. */
function bind(bindings: Map<string, Binding>, binding: Binding, conditional: boolean): void {
  const earlier = bindings.get(binding.name);
  const replaces = !earlier || isNothing(earlier.target) || !conditional;
  if (replaces && (!earlier || !isNothing(binding.target))) bindings.set(binding.name, binding);
  else if (earlier && !isNothing(binding.target)) {
    bindings.set(binding.name, { ...earlier, target: { kind: "opaque" } });
  }
}

/** A declaration that only announces the name: `let x`, `x = None`, `exports.x = void 0`. */
export function isNothing(target: Target): boolean {
  if (target.kind !== "value") return false;
  const { value } = target;
  if (value.kind === "literal") return value.type === "null" || value.type === "undefined";
  return value.kind === "operator" && value.operator === "void";
}

function bindingsOf(
  { key, broken }: Declaration,
  node: IrNode,
  python: boolean,
  collected: Collected,
): readonly Binding[] {
  const binding = (name: string, span: Span, target: Target): Binding => ({ name, chunk: key, span, target, broken });
  const opaque = (pattern: Pattern | undefined) =>
    (pattern ? boundNames(pattern) : []).map((it) => binding(it.name, it.span, { kind: "opaque" }));
  switch (node.kind) {
    case "declare":
      // A name with a type and no value is not bound in Python.
      return python && !node.init ? [] : declared(node.pattern, node.init, binding);
    case "function":
      if (!("name" in node)) return [];
      return [binding(node.name, node.nameSpan, functionTarget(node))];
    case "class":
      if (!("name" in node)) return [];
      return [binding(node.name, node.nameSpan, { kind: "value", value: { ...node, kind: "class" } })];
    case "type":
      collected.types.add(node.name);
      return [];
    case "import":
      return imported(node, binding, collected);
    case "assign":
    case "assignment":
      if (isPattern(node.target)) return opaque(node.target);
      if (node.target.kind !== "name") return [];
      return [binding(node.target.name, node.target.span, assignedTarget(node.operator, node.value))];
    case "loop":
      return opaque(node.pattern);
    case "block":
      return node.resources.flatMap((it) => opaque(it.pattern));
    default:
      return [];
  }
}

type MakeBinding = (name: string, span: Span, target: Target) => Binding;

function functionTarget(node: Extract<IrNode, { kind: "function"; name: string }>): Target {
  const { span, function: fn } = node;
  return { kind: "value", value: { kind: "function", span, function: fn } };
}

function assignedTarget(operator: string, value: Expression): Target {
  if (operator !== "=") return { kind: "opaque" };
  return value.kind === "assignment" ? assignedTarget(value.operator, value.value) : { kind: "value", value };
}

function declared(pattern: Pattern, init: Expression | undefined, binding: MakeBinding): readonly Binding[] {
  const module = requiredModule(init);
  if (pattern.kind === "name-pattern") {
    const { name, span } = pattern;
    if (module !== undefined) return [binding(name, span, { kind: "import", module, imported: "*" })];
    const nothing: Expression = { kind: "literal", span, value: undefined, type: "undefined" };
    return [binding(name, span, assignedTarget("=", init ?? nothing))];
  }
  if (pattern.kind !== "object-pattern" || module === undefined) {
    return boundNames(pattern).map((it) => binding(it.name, it.span, { kind: "opaque" }));
  }
  return pattern.properties.flatMap(({ key, pattern: inner }) =>
    boundNames(inner).map((it) => {
      const direct = inner.kind === "name-pattern" && key !== undefined;
      return binding(it.name, it.span, direct ? { kind: "import", module, imported: key } : { kind: "opaque" });
    }),
  );
}

function imported(
  node: Extract<IrNode, { kind: "import" }>,
  binding: MakeBinding,
  { types, wildcards }: Collected,
): readonly Binding[] {
  return node.names.flatMap((it) => {
    if (it.local === "*") {
      wildcards.push(node.module);
      return [];
    }
    if (node.typeOnly || it.typeOnly) {
      types.add(it.local);
      return [];
    }
    return [binding(it.local, it.span, { kind: "import", module: node.module, imported: it.imported })];
  });
}

/** Names that a function declares `global` come to be when it is called. */
function bindOuterNames({ key, statement, broken }: Declaration, bindings: Map<string, Binding>): void {
  walk(statement, (it) => {
    if (it.kind !== "outer") return;
    for (const name of it.names) {
      bind(bindings, { name, chunk: key, span: it.span, target: { kind: "opaque" }, broken }, true);
    }
  });
}
