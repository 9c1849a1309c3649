import type { Finding, Fix, Related, Severity } from "../model/finding.js";
import type { EnvironmentReferences, EnvironmentWrite, HandlerLink } from "../model/handler.js";
import type { FileId, Place } from "../model/place.js";
import type { LambdaFunction, Template } from "../model/template.js";

/** A function of a template, joined with its code. */
export interface LinkedFunction extends LambdaFunction {
  readonly template: Template;
  readonly link: HandlerLink;
  /** Writes to the process environment in the handler's module and the local modules it imports. */
  readonly environmentWrites: readonly EnvironmentWrite[];
  /** Where that code names a variable. Absent when the code is not all known. */
  readonly environmentReferences?: EnvironmentReferences | undefined;
}

export interface RuleContext {
  /** Today, `YYYY-MM-DD`, given from outside. */
  readonly date: string;
  /** Text of a path relative to the template's folder, for messages. */
  readonly display: (file: FileId) => string;
}

/** What a rule yields; id, default severity, function and template are added around it. */
export interface Report {
  readonly place: Place;
  readonly message: string;
  /** Logical id of the function that a finding in a whole template is about. */
  readonly function?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly data?: Finding["data"];
  readonly related?: readonly Related[] | undefined;
  readonly fixes?: readonly Fix[] | undefined;
}

interface RuleBase {
  /** `group/slug`; reads well after "disable". */
  readonly id: string;
  /** One line, no final period. */
  readonly summary: string;
  /** Markdown: what goes wrong, when, and what to do. */
  readonly rationale: string;
  readonly severity: Severity;
  /** When a severity other than the default is used, in a sentence. */
  readonly severities?: string | undefined;
  /** What its fixes do, each in a sentence, for the docs. */
  readonly fixes?: readonly string[] | undefined;
  readonly since: string;
  readonly references: readonly string[];
  /** Project fixtures (see `test/support/fixture.ts`); they run as tests and are printed in the docs. */
  readonly examples: { readonly bad: string; readonly good: string };
  /** Ids of rules whose finding at the same span this one makes redundant. */
  readonly supersedes?: readonly string[] | undefined;
}

export interface FunctionRule extends RuleBase {
  readonly scope: "function";
  check(fn: LinkedFunction, ctx: RuleContext): Iterable<Report>;
}

export interface TemplateRule extends RuleBase {
  readonly scope: "template";
  check(template: Template, ctx: RuleContext): Iterable<Report>;
}

export type Rule = FunctionRule | TemplateRule;

export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}
