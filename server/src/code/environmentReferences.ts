import type { FileId, Place, Span } from "../model/place.js";
import type { Declaration, Expression, Module } from "./ir.js";
import { resolveImport } from "./resolve.js";
import { pathOf } from "./syntax/reading.js";
import { type IrNode, walk } from "./walk.js";

/** The module of a handler and the local modules that it imports. */
interface Closure {
  readonly modules: readonly (readonly [FileId, Module])[];
  /** The root of the deployment package. */
  readonly codeRoot: FileId;
}

/**
 * Where code names a variable of the process environment: each place holds the name alone, without quotes. Undefined
 * when it may be named elsewhere too: by a computed name, through a copy of the environment, in a module that is not
 * read, by a library that is given the name as text.
 */
export function environmentReferences(name: string, closure: Closure): readonly Place[] | undefined {
  const files = new Set(closure.modules.map(([file]) => file));
  const imports = {
    files: { kind: (it: FileId) => (files.has(it) ? ("file" as const) : ("absent" as const)) },
    codeRoot: closure.codeRoot,
  };
  const places: Place[] = [];
  for (const [file, module] of closure.modules) {
    if (module.broken) return undefined;
    const isRead = (specifier: string) => resolveImport(file, specifier, module.language, imports) !== undefined;
    for (const declaration of module.declarations) {
      const found = referencesIn(name, declaration, module.language, isRead);
      if (!found) return undefined;
      places.push(...found.map((span) => ({ file, chunk: declaration.key, ...span })));
    }
  }
  return places;
}

/** What a node says of the environment. */
interface Meaning {
  readonly references: readonly Reference[];
  /** Nodes below it that need no judgement of their own. */
  readonly understood: readonly IrNode[];
}

interface Reference {
  readonly name: string;
  readonly span: Span;
}

function referencesIn(
  name: string,
  { statement }: Declaration,
  language: Module["language"],
  isRead: (specifier: string) => boolean,
): readonly Span[] | undefined {
  const python = language === "python";
  const understood = new Set<IrNode>();
  const res: Span[] = [];
  let complete = true;
  walk(statement, (node) => {
    if (!complete) return false;
    const meaning = python ? pythonMeaning(node) : javascriptMeaning(node);
    for (const it of meaning?.understood ?? []) understood.add(it);
    for (const it of meaning?.references ?? []) {
      if (it.name !== name) continue;
      const span = spanOfName(it);
      if (span) res.push(span);
      else complete = false;
    }
    if (understood.has(node)) return undefined;
    if (!meaning && isWholeEnvironment(node, python)) complete = false;
    if (mayNameOtherwise(node, name) || importsUnread(node, python, isRead)) complete = false;
    return complete;
  });
  return complete ? res : undefined;
}

/** The span without the quotes; undefined where the text is not the name as it stands. */
function spanOfName({ name, span: { start, end } }: Reference): Span | undefined {
  if (end - start === name.length) return { start, end };
  return end - start === name.length + 2 ? { start: start + 1, end: end - 1 } : undefined;
}

function javascriptMeaning(node: IrNode): Meaning | undefined {
  if (node.kind !== "member") return undefined;
  const { object, property, propertySpan } = node;
  if (object.kind === "member" && pathOf(object) === "process.env") {
    return { references: [{ name: property, span: propertySpan }], understood: [object, object.object] };
  }
  const isOther = object.kind === "name" && object.name === "process" && property !== "env";
  return isOther ? { references: [], understood: [object] } : undefined;
}

function pythonMeaning(node: IrNode): Meaning | undefined {
  if (node.kind === "index" && isEnviron(node.object)) return named(node.index, node.object);
  if (node.kind === "call") {
    const { callee } = node;
    const [first] = node.arguments;
    if (/^(?:os\.)?getenv$/.test(pathOf(callee) ?? "")) return named(first?.value, callee);
    if (callee.kind !== "member" || !/^(?:get|pop|setdefault)$/.test(callee.property)) return undefined;
    return isEnviron(callee.object) ? named(first?.value, callee.object) : undefined;
  }
  const isOther = node.kind === "member" && pathOf(node.object) === "os" && !ENVIRONMENT.test(node.property);
  return isOther ? { references: [], understood: [node.object] } : undefined;
}

const ENVIRONMENT = /^(?:environb?|(?:get|put|unset)env|getenvb|process)$/;

function isEnviron(expression: Expression): boolean {
  return /^(?:os\.)?environ$/.test(pathOf(expression) ?? "");
}

/** A reference by a text, after an expression that stands for the environment. */
function named(index: Expression | undefined, environment: Expression): Meaning | undefined {
  if (index?.kind !== "literal" || index.type !== "string") return undefined;
  const object = environment.kind === "member" ? [environment.object] : [];
  return {
    references: [{ name: String(index.value), span: index.span }],
    understood: [index, environment, ...object],
  };
}

/** An expression that hands on the environment, or what it can be taken from. */
function isWholeEnvironment(node: IrNode, python: boolean): boolean {
  if (node.kind === "member") return ENVIRONMENT.test(node.property);
  if (node.kind === "name") return node.name === (python ? "os" : "process") || (python && ENVIRONMENT.test(node.name));
  if (node.kind !== "import" || !/^(?:os|process|node:process)$/.test(node.module)) return false;
  return node.names.some(({ imported, local }) => {
    if (imported === "*" || imported === "default") return local !== "os" && local !== "process";
    return imported === "env" || (ENVIRONMENT.test(imported) && local !== imported);
  });
}

/** Text or a key of this name, which a library may look up in the environment. */
function mayNameOtherwise(node: IrNode, name: string): boolean {
  switch (node.kind) {
    case "literal":
      return node.value === name;
    case "template":
      return node.parts.length === 1 && node.parts[0] === name;
    case "object":
    case "object-pattern":
      return node.properties.some((it) => it.key === name);
    case "class":
      return node.class.members.some((it) => it.name === name);
    default:
      return false;
  }
}

/** An import of local code that is not among the modules, as far as its name tells. */
function importsUnread(node: IrNode, python: boolean, isRead: (specifier: string) => boolean): boolean {
  if (node.kind === "import" && python) {
    const { module, names } = node;
    const prefix = module.endsWith(".") ? module : `${module}.`;
    return module.startsWith(".") && !isRead(module) && !names.every((it) => isRead(prefix + it.imported));
  }
  if (node.kind === "import" || node.kind === "export") {
    return node.module !== undefined && !node.typeOnly && isLocal(node.module) && !isRead(node.module);
  }
  if (node.kind !== "call" || !LOADERS.test(pathOf(node.callee) ?? "")) return false;
  const first = node.arguments[0]?.value;
  if (python || first?.kind !== "literal" || typeof first.value !== "string") return true;
  return /^(?:node:)?process$/.test(first.value) || (isLocal(first.value) && !isRead(first.value));
}

const LOADERS = /^(?:require|import|__import__|(?:importlib\.)?import_module|eval|exec)$/;

/** Relative, or by an alias of the project; data is no code. */
function isLocal(specifier: string): boolean {
  return /^(?:\.|#|~|@\/)/.test(specifier) && !specifier.endsWith(".json");
}
