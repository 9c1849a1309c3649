import type { Span } from "../model/place.js";

/**
 * One small language for all languages. Spans are relative to the top-level declaration (`Declaration.offset`) that
 * holds the node, so that an edit elsewhere in the file leaves the IR equal.
 */
export type Statement =
  | {
      readonly kind: "declare";
      readonly span: Span;
      readonly pattern: Pattern;
      readonly init?: Expression | undefined;
      readonly constant: boolean;
    }
  | { readonly kind: "expression"; readonly span: Span; readonly expression: Expression }
  | {
      readonly kind: "assign";
      readonly span: Span;
      readonly target: Expression | Pattern;
      readonly operator: string;
      readonly value: Expression;
    }
  | { readonly kind: "return"; readonly span: Span; readonly value?: Expression | undefined }
  | { readonly kind: "throw"; readonly span: Span; readonly value?: Expression | undefined }
  | {
      readonly kind: "if";
      readonly span: Span;
      readonly test: Expression;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "switch";
      readonly span: Span;
      readonly subject: Expression;
      readonly cases: readonly SwitchCase[];
    }
  | {
      readonly kind: "loop";
      readonly span: Span;
      readonly form: "for" | "for-in" | "for-of" | "while" | "do";
      readonly head: readonly Statement[];
      readonly test?: Expression | undefined;
      readonly iterable?: Expression | undefined;
      readonly pattern?: Pattern | undefined;
      readonly awaited: boolean;
      readonly body: readonly Statement[];
    }
  | { readonly kind: "break" | "continue"; readonly span: Span; readonly label?: string | undefined }
  | {
      readonly kind: "try";
      readonly span: Span;
      readonly body: readonly Statement[];
      readonly handlers: readonly CatchClause[];
      readonly otherwise: readonly Statement[];
      readonly finalizer: readonly Statement[];
    }
  | {
      readonly kind: "block";
      readonly span: Span;
      readonly body: readonly Statement[];
      /** `with` items of Python. */
      readonly resources: readonly { readonly pattern?: Pattern | undefined; readonly value: Expression }[];
    }
  | {
      readonly kind: "function";
      readonly span: Span;
      readonly name: string;
      readonly nameSpan: Span;
      readonly function: FunctionExpression;
    }
  | {
      readonly kind: "class";
      readonly span: Span;
      readonly name: string;
      readonly nameSpan: Span;
      readonly class: ClassExpression;
    }
  | {
      readonly kind: "import";
      readonly span: Span;
      readonly module: string;
      readonly moduleSpan: Span;
      readonly names: readonly ImportName[];
      readonly typeOnly: boolean;
    }
  | {
      readonly kind: "export";
      readonly span: Span;
      readonly names: readonly ExportName[];
      /** `export ... from`. */
      readonly module?: string | undefined;
      /** `export *`. */
      readonly all: boolean;
      readonly typeOnly: boolean;
    }
  | {
      readonly kind: "type";
      readonly span: Span;
      readonly name: string;
      readonly nameSpan: Span;
    }
  | { readonly kind: "delete"; readonly span: Span; readonly target: Expression }
  /** Python's `global` and `nonlocal`: the names are those of an outer scope. */
  | { readonly kind: "outer"; readonly span: Span; readonly names: readonly string[] }
  /** What was understood inside what was not. */
  | { readonly kind: "unknown"; readonly span: Span; readonly children: readonly Statement[] };

export interface SwitchCase {
  readonly test?: Expression | undefined;
  readonly body: readonly Statement[];
}

export interface CatchClause {
  readonly pattern?: Pattern | undefined;
  /** Names of the caught types, in languages that name them. */
  readonly types: readonly Expression[];
  readonly body: readonly Statement[];
}

/** `imported` is `"*"` for a namespace, `"default"` for a default import. */
export interface ImportName {
  readonly imported: string;
  readonly local: string;
  readonly span: Span;
  readonly typeOnly: boolean;
}

/** `local` is the name in this module, or in `module` for a re-export; `"*"` for `export * as ns`. */
export interface ExportName {
  readonly exported: string;
  readonly local: string;
  readonly span: Span;
  readonly typeOnly: boolean;
}

export type Expression =
  | {
      readonly kind: "literal";
      readonly span: Span;
      readonly value: string | number | boolean | null | undefined;
      readonly type: "string" | "number" | "boolean" | "null" | "undefined" | "regex" | "bigint" | "bytes";
    }
  | {
      readonly kind: "template";
      readonly span: Span;
      readonly parts: readonly (string | Expression)[];
      readonly tag?: Expression | undefined;
    }
  | { readonly kind: "name"; readonly span: Span; readonly name: string }
  | {
      readonly kind: "member";
      readonly span: Span;
      readonly object: Expression;
      readonly property: string;
      readonly propertySpan: Span;
      readonly optional: boolean;
    }
  | {
      readonly kind: "index";
      readonly span: Span;
      readonly object: Expression;
      readonly index: Expression;
      readonly optional: boolean;
    }
  | {
      readonly kind: "call";
      readonly span: Span;
      readonly callee: Expression;
      readonly arguments: readonly Argument[];
      readonly new: boolean;
      readonly optional: boolean;
    }
  | { readonly kind: "await"; readonly span: Span; readonly value: Expression }
  | { readonly kind: "yield"; readonly span: Span; readonly value?: Expression | undefined; readonly all: boolean }
  | {
      readonly kind: "assignment";
      readonly span: Span;
      readonly target: Expression | Pattern;
      readonly operator: string;
      readonly value: Expression;
    }
  | { readonly kind: "function"; readonly span: Span; readonly function: FunctionExpression }
  | { readonly kind: "class"; readonly span: Span; readonly class: ClassExpression }
  | { readonly kind: "object"; readonly span: Span; readonly properties: readonly Property[] }
  | { readonly kind: "array"; readonly span: Span; readonly items: readonly Argument[] }
  | {
      readonly kind: "operator";
      readonly span: Span;
      readonly operator: string;
      readonly operands: readonly Expression[];
    }
  | {
      readonly kind: "conditional";
      readonly span: Span;
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: "sequence"; readonly span: Span; readonly expressions: readonly Expression[] }
  | { readonly kind: "jsx"; readonly span: Span; readonly name: string; readonly children: readonly Expression[] }
  | { readonly kind: "unknown"; readonly span: Span; readonly children: readonly Expression[] };

export interface Argument {
  readonly value: Expression;
  readonly spread: boolean;
  /** Keyword argument of Python. */
  readonly name?: string | undefined;
}

export interface Property {
  readonly kind: "property" | "method" | "getter" | "setter" | "spread";
  /** Undefined for a spread and for a computed key. */
  readonly key?: string | undefined;
  readonly computed?: Expression | undefined;
  readonly keySpan: Span;
  readonly value: Expression;
}

export type Pattern =
  | {
      readonly kind: "name-pattern";
      readonly span: Span;
      readonly name: string;
      readonly default?: Expression | undefined;
      readonly type?: string | undefined;
    }
  | {
      readonly kind: "object-pattern";
      readonly span: Span;
      readonly properties: readonly { readonly key?: string | undefined; readonly pattern: Pattern }[];
      readonly rest?: Pattern | undefined;
      readonly default?: Expression | undefined;
      readonly type?: string | undefined;
    }
  | {
      readonly kind: "array-pattern";
      readonly span: Span;
      readonly items: readonly (Pattern | undefined)[];
      readonly rest?: Pattern | undefined;
      readonly default?: Expression | undefined;
      readonly type?: string | undefined;
    }
  /** Assignment to a place that exists: `this.x = `, `a[0] = `. */
  | { readonly kind: "target-pattern"; readonly span: Span; readonly target: Expression };

export interface Parameter {
  /** With its type, in languages whose parameters may be removed. */
  readonly span?: Span | undefined;
  readonly pattern: Pattern;
  readonly rest: boolean;
  readonly optional: boolean;
}

export interface FunctionExpression {
  readonly span: Span;
  readonly name?: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly bodySpan: Span;
  readonly async: boolean;
  readonly generator: boolean;
  readonly arrow: boolean;
  /** A method of JavaScript, whose text begins with its name. */
  readonly method?: boolean | undefined;
  readonly decorators: readonly Expression[];
  readonly returnType?: string | undefined;
}

export interface ClassExpression {
  readonly span: Span;
  readonly name?: string | undefined;
  readonly extends: readonly Expression[];
  readonly members: readonly ClassMember[];
  readonly decorators: readonly Expression[];
}

export interface ClassMember {
  readonly kind: "method" | "field" | "getter" | "setter" | "constructor" | "static-block";
  readonly name?: string | undefined;
  readonly nameSpan: Span;
  readonly static: boolean;
  readonly value?: Expression | undefined;
  readonly decorators: readonly Expression[];
  readonly type?: string | undefined;
}

/** A top-level statement and where it begins in the file. */
export interface Declaration {
  /** Stable while the declaration's own text is: what `Place.chunk` holds. Unique in the file. */
  readonly key: string;
  readonly statement: Statement;
  /** How an `export` before it makes its names visible. */
  readonly exported?: "named" | "default" | undefined;
  /** The syntax tree has an error inside. */
  readonly broken: boolean;
}

/** A source file, lowered. `offsets` lives beside it, so that the module is equal after an edit that only moves it. */
export interface Module {
  readonly language: "javascript" | "typescript" | "python";
  readonly declarations: readonly Declaration[];
  /** The syntax tree has an error somewhere: there may be more in the file than was read. */
  readonly broken: boolean;
  /** False when the text has nothing that looks like an assignment to the process environment: no need to search. */
  readonly mayWriteEnvironment: boolean;
}

export interface LoweredFile {
  readonly module: Module;
  /** Start of each declaration by key. */
  readonly offsets: ReadonlyMap<string, number>;
}
