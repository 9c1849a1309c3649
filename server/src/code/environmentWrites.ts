import type { EnvironmentWrite } from "../model/handler.js";
import type { FileId } from "../model/place.js";
import type { Declaration, Expression, Module, Statement } from "./ir.js";
import { pathOf } from "./syntax/reading.js";
import { type IrNode, isPattern, walk } from "./walk.js";

/**
 * Assignments to variables of the process environment. What only fills in a variable that is not set (`??=`,
 * `setdefault`, a write under a test of the same variable) is left out: where the variable is set it does nothing.
 * So is what depends on where the code runs, such as a test of any variable: on Lambda it may never run.
 */
export function environmentWrites(file: FileId, module: Module): readonly EnvironmentWrite[] {
  if (!module.mayWriteEnvironment || isTest(file)) return [];
  return module.declarations.flatMap((it) => writesOf(file, it));
}

/** Tests prepare an environment of their own. */
export function isTest(file: FileId): boolean {
  return /\.(?:test|spec)\.\w+$|\/__tests__\/|\/(?:test_[^/]*|[^/]*_test|conftest)\.py$/.test(file);
}

function writesOf(file: FileId, { key, statement }: Declaration): readonly EnvironmentWrite[] {
  const guarded = guardedNodes(statement);
  const res: EnvironmentWrite[] = [];
  walk(statement, (node) => {
    for (const { name, span } of written(node)) {
      const guards = guarded.get(node);
      if (!guards?.has(name) && !guards?.has(ELSEWHERE)) res.push({ name, place: { file, chunk: key, ...span } });
    }
  });
  return res;
}

interface Write {
  readonly name: string;
  readonly span: Expression["span"];
}

function written(node: IrNode): readonly Write[] {
  switch (node.kind) {
    case "assign":
    case "assignment": {
      const name = isPattern(node.target) || node.operator !== "=" ? undefined : variableOf(node.target);
      return name === undefined || mentioned(node.value).has(name) ? [] : [{ name, span: node.target.span }];
    }
    case "call":
      return writtenByCall(node);
    default:
      return [];
  }
}

function writtenByCall({ callee, arguments: args }: Extract<Expression, { kind: "call" }>): readonly Write[] {
  const name = pathOf(callee);
  const [first, second] = args.map((it) => it.value);
  if (name === "os.putenv" && first) return literalWrite(first);
  if (name === "Object.assign" && first && isEnvironment(first)) return propertyWrites(second);
  if (callee.kind === "member" && callee.property === "update" && isEnvironment(callee.object)) {
    const keywords = args.flatMap((it) => (it.name === undefined ? [] : [{ name: it.name, span: it.value.span }]));
    return [...propertyWrites(first), ...keywords];
  }
  return [];
}

function literalWrite(expression: Expression): readonly Write[] {
  const { span } = expression;
  return expression.kind === "literal" && typeof expression.value === "string"
    ? [{ name: expression.value, span }]
    : [];
}

function propertyWrites(value: Expression | undefined): readonly Write[] {
  if (value?.kind !== "object") return [];
  return value.properties.flatMap((it) => (it.key === undefined ? [] : [{ name: it.key, span: it.keySpan }]));
}

/** The name in `process.env.NAME`, `os.environ["NAME"]`. */
function variableOf(target: Expression): string | undefined {
  if (target.kind === "member" && pathOf(target.object) === "process.env") return target.property;
  if (target.kind !== "index" || !isEnvironment(target.object) || target.index.kind !== "literal") return undefined;
  return typeof target.index.value === "string" ? target.index.value : undefined;
}

function isEnvironment(expression: Expression): boolean {
  const name = pathOf(expression);
  return name === "process.env" || name === "os.environ" || name === "environ";
}

/** Stands among the names that a condition speaks of when it asks where the code runs. No variable is named so. */
const ELSEWHERE = "";

/** For what lies under a condition, the names that the condition speaks of. */
function guardedNodes(statement: Statement): ReadonlyMap<IrNode, ReadonlySet<string>> {
  const res = new Map<IrNode, Set<string>>();
  walk(statement, (node) => {
    const [test, branches] = condition(node);
    if (!test) return;
    const names = [...mentioned(test), ...(asksWhereItRuns(test) ? [ELSEWHERE] : [])];
    walk(branches, (it) => {
      const known = res.get(it) ?? new Set<string>();
      for (const name of names) known.add(name);
      res.set(it, known);
    });
  });
  return res;
}

function condition(node: IrNode): readonly [Expression | undefined, readonly IrNode[]] {
  switch (node.kind) {
    case "if":
      return [node.test, [...node.then, ...node.otherwise]];
    case "conditional":
      return [node.test, [node.then, node.otherwise]];
    case "operator":
      return /^(?:&&|\|\||\?\?|and|or)$/.test(node.operator)
        ? [node.operands[0], node.operands.slice(1)]
        : [undefined, []];
    case "switch":
      return [node.subject, node.cases.flatMap((it) => it.body)];
    default:
      return [undefined, []];
  }
}

/** Whether a condition looks at the environment, or at whether the module is the program itself. */
function asksWhereItRuns(test: Expression): boolean {
  let res = false;
  walk(test, (it) => {
    if (it.kind === "name") res ||= /^(?:__name__|environ|getenv)$/.test(it.name);
    if (it.kind === "member") res ||= /^(?:env|environ|getenv|main)$/.test(it.property);
    return !res;
  });
  return res;
}

/** Every property and text in an expression: what it may ask the environment for. */
function mentioned(expression: Expression): ReadonlySet<string> {
  const res = new Set<string>();
  walk(expression, (it) => {
    if (it.kind === "member") res.add(it.property);
    if (it.kind === "literal" && typeof it.value === "string") res.add(it.value);
  });
  return res;
}
