import type { Span } from "../model/place.js";
import type { Binding, ModuleExports, Target } from "./exports.js";
import type { Declaration, Expression, Module, Pattern } from "./ir.js";
import { isNothing, requiredModule, type Scope, withLocal } from "./scope.js";
import { boundNames, type IrNode, isPattern, walk, walkOutside } from "./walk.js";

/**
 * Reads what a module does with `exports` and `module.exports`. Every mention of them is either understood or makes
 * the module dynamic; a mention is understood by its parent, which is visited first.
 */
export class CommonJsReader {
  private readonly exports = new Map<string, Binding>();
  private readonly reexports: string[] = [];
  private readonly understood = new Set<IrNode>();
  private dynamic = false;
  private whole: Binding | undefined;
  private declaration: Declaration | undefined;
  private readonly declared: ReadonlySet<string>;

  constructor(
    private readonly module: Module,
    private readonly scope: Scope,
  ) {
    this.declared = declaredNames(module);
  }

  read(): Pick<ModuleExports, "exports" | "reexports" | "dynamic" | "whole"> {
    for (const declaration of this.module.declarations) {
      this.declaration = declaration;
      walk(declaration.statement, (it) => this.visit(it));
    }
    const { exports, reexports, dynamic, whole } = this;
    return { exports, reexports, dynamic, whole };
  }

  private visit(node: IrNode): void {
    switch (node.kind) {
      case "assign":
      case "assignment":
        if (this.isHandedOn(node)) this.dynamic = true;
        this.visitAssignment(node.target, node.value);
        break;
      case "call":
        this.visitCall(node);
        break;
      case "member":
        // Reading a property, and `module.exports` itself, which is judged on its own.
        if (this.isExports(node.object) || this.isModule(node.object)) this.understood.add(node.object);
        if (this.isExports(node) && !this.understood.has(node)) this.dynamic = true;
        break;
      case "operator":
        // `require.main === module`, `typeof exports`.
        for (const it of node.operands) this.understood.add(it);
        break;
      case "name":
        if ((this.isExports(node) || this.isModule(node)) && !this.understood.has(node)) this.dynamic = true;
        break;
    }
  }

  /** Whether an assignment to the exports is itself a value that something else holds: `const api = module.exports = {}`. */
  private isHandedOn(node: Extract<IrNode, { kind: "assign" | "assignment" }>): boolean {
    return (
      node.kind === "assignment" && !isPattern(node.target) && this.isExports(node.target) && !this.understood.has(node)
    );
  }

  private visitAssignment(target: Expression | Pattern, value: Expression): void {
    if (isPattern(target)) return;
    if (this.isExports(target)) {
      this.understood.add(target);
      if (!this.isChain(value) || (target.kind === "name" && !this.isModuleExports(value))) this.dynamic = true;
      if (value.kind === "assignment") this.understood.add(value);
      this.assignWhole(target.span, value);
    } else if (target.kind === "member" && (this.isExports(target.object) || this.isThis(target))) {
      this.understood.add(target.object);
      this.add(target.property, target.propertySpan, { kind: "value", value: unwrapped(value) });
    }
    // In `exports = module.exports = {}` the inner assignment tells what there is to tell.
    if (this.isExports(value)) this.understood.add(value);
  }

  /** Whether no name outside the exports gets the value too: additions to it by that name would be additions here. */
  private isChain(value: Expression): boolean {
    if (value.kind !== "assignment") return true;
    const { target } = value;
    const isOwn =
      !isPattern(target) && (this.isExports(target) || (target.kind === "member" && this.isExports(target.object)));
    return isOwn && this.isChain(value.value);
  }

  /** What may be assigned to `exports` without making it another object than what is exported. */
  private isModuleExports(value: Expression): boolean {
    const end = value.kind === "assignment" && !isPattern(value.target) ? value.target : value;
    if (end.kind === "member" && this.isExports(end)) return true;
    return value.kind === "assignment" && this.isModuleExports(value.value);
  }

  private assignWhole(span: Span, assigned: Expression): void {
    const value = unwrapped(assigned);
    const binding = this.binding("module.exports", span, { kind: "value", value });
    if (binding) this.whole = withLocal(binding, this.scope);
    this.addMembers(value);
  }

  /** The properties of a value that becomes `module.exports`. */
  private addMembers(value: Expression): void {
    const required = requiredModule(value);
    if (required !== undefined) {
      this.reexports.push(required);
    } else if (value.kind === "object") {
      this.addProperties(value);
    } else if (value.kind === "class") {
      if (value.class.extends.length > 0) this.dynamic = true;
      for (const it of value.class.members) {
        if (it.static && it.name !== undefined && it.value) {
          this.add(it.name, it.nameSpan, { kind: "value", value: it.value });
        }
      }
    } else if (value.kind === "name") {
      this.addLocal(value.name);
    } else if (value.kind !== "function" && !isNothing({ kind: "value", value }) && !this.isExports(value)) {
      this.dynamic = true;
    }
  }

  private addProperties(value: Extract<Expression, { kind: "object" }>): void {
    for (const it of value.properties) {
      const required = it.kind === "spread" ? this.moduleOf(it.value) : undefined;
      if (required !== undefined) this.reexports.push(required);
      else if (it.key === undefined) this.dynamic = true;
      else if (it.kind === "getter") this.add(it.key, it.keySpan, { kind: "opaque" });
      else this.add(it.key, it.keySpan, { kind: "value", value: it.value });
    }
  }

  /** `const api = {...}; api.x = ...; module.exports = api`. */
  private addLocal(name: string): void {
    const target = this.scope.bindings.get(name)?.target;
    if (target?.kind === "import" && target.imported === "*") {
      this.reexports.push(target.module);
      return;
    }
    if (target?.kind !== "value" || target.value.kind === "name" || this.escapes(name)) {
      this.dynamic = true;
      return;
    }
    const here = this.declaration;
    this.declaration = this.module.declarations.find((it) => it.key === this.scope.bindings.get(name)?.chunk);
    this.addMembers(target.value);
    for (const declaration of this.module.declarations) {
      this.declaration = declaration;
      walk(declaration.statement, (it) => {
        if ((it.kind !== "assign" && it.kind !== "assignment") || it.target.kind !== "member") return;
        const { object, property, propertySpan } = it.target;
        if (object.kind !== "name" || object.name !== name) return;
        this.add(property, propertySpan, { kind: "value", value: unwrapped(it.value) });
      });
    }
    this.declaration = here;
  }

  /** Whether a value is handed on, so that code elsewhere may add to it. */
  private escapes(name: string): boolean {
    const harmless = new Set<IrNode>();
    let res = false;
    for (const { statement } of this.module.declarations) {
      walk(statement, (it) => {
        if (it.kind === "member") harmless.add(it.object);
        if (it.kind === "assign" && !isPattern(it.target) && this.isExports(it.target))
          harmless.add(unwrapped(it.value));
        if (it.kind === "assign" && it.target.kind === "member" && this.isExports(it.target.object)) {
          harmless.add(it.value);
        }
        if (it.kind === "name" && it.name === name && !harmless.has(it)) res = true;
      });
    }
    return res;
  }

  private visitCall({ callee, arguments: args }: Extract<Expression, { kind: "call" }>): void {
    const [first, second, third] = args.map((it) => it.value);
    if (callee.kind === "member" && callee.property === "defineProperty" && first && this.isExports(first)) {
      if (second?.kind !== "literal" || typeof second.value !== "string") return;
      this.understood.add(first);
      this.add(second.value, second.span, third ? describedTarget(third) : { kind: "opaque" });
    }
    const helper = callee.kind === "name" ? callee.name : callee.kind === "member" ? callee.property : "";
    const required = helper.endsWith("__exportStar") || helper === "__reExport" ? [first, second] : [];
    for (const it of required) {
      const module = it && this.moduleOf(it);
      if (module !== undefined) this.reexports.push(module);
      if (it && this.isExports(it) && required.some((other) => other && this.moduleOf(other) !== undefined)) {
        this.understood.add(it);
      }
    }
  }

  /** The module that an expression is: `require("x")`, or a name that was bound to one. */
  private moduleOf(value: Expression): string | undefined {
    const target = value.kind === "name" ? this.scope.bindings.get(value.name)?.target : undefined;
    if (target?.kind === "import" && target.imported === "*") return target.module;
    return requiredModule(value);
  }

  private add(name: string, span: Span, target: Target): void {
    if (name === "__esModule" || (isNothing(target) && this.exports.has(name))) return;
    const required = target.kind === "value" ? requiredModule(target.value) : undefined;
    const binding = this.binding(
      name,
      span,
      required === undefined ? target : { kind: "import", module: required, imported: "*" },
    );
    if (binding) this.exports.set(name, withLocal(binding, this.scope));
  }

  private binding(name: string, span: Span, target: Target): Binding | undefined {
    const { declaration } = this;
    return declaration && { name, chunk: declaration.key, span, target, broken: declaration.broken };
  }

  /** At the top of a CommonJS module `this` is `exports`. */
  private isThis(target: Extract<Expression, { kind: "member" }>): boolean {
    const { object } = target;
    const statement = this.declaration?.statement;
    return (
      object.kind === "name" && object.name === "this" && statement?.kind === "assign" && statement.target === target
    );
  }

  private isExports(node: IrNode): boolean {
    if (node.kind === "name") return node.name === "exports" && !this.declared.has("exports");
    return node.kind === "member" && node.property === "exports" && this.isModule(node.object);
  }

  private isModule(node: IrNode): boolean {
    return node.kind === "name" && node.name === "module" && !this.declared.has("module");
  }
}

/** The names that a module declares at its top; an assignment to `exports` leaves it what Node made it. */
function declaredNames(module: Module): ReadonlySet<string> {
  const res = new Set<string>();
  for (const { statement } of module.declarations) {
    walkOutside(statement, (it) => {
      if (it.kind === "declare") for (const { name } of boundNames(it.pattern)) res.add(name);
      else if ((it.kind === "function" || it.kind === "class") && "nameSpan" in it) res.add(it.name);
      else if (it.kind === "import") for (const { local } of it.names) res.add(local);
    });
  }
  return res;
}

/** The value of a chain of assignments. */
function unwrapped(value: Expression): Expression {
  return value.kind === "assignment" && value.operator === "=" ? unwrapped(value.value) : value;
}

/** What a property descriptor gives: its value, or what its getter returns at once. */
function describedTarget(descriptor: Expression): Target {
  if (descriptor.kind !== "object") return { kind: "opaque" };
  const value = descriptor.properties.find((it) => it.key === "value")?.value;
  if (value) return { kind: "value", value };
  const getter = descriptor.properties.find((it) => it.key === "get")?.value;
  const first = getter?.kind === "function" ? getter.function.body[0] : undefined;
  return first?.kind === "return" && first.value ? { kind: "value", value: first.value } : { kind: "opaque" };
}
