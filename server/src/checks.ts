import type { HandlerLinkage } from "./code/link.js";
import { findingOf } from "./findings.js";
import type { Trouble } from "./lamplight.js";
import type { Finding } from "./model/finding.js";
import { parentOf, relative } from "./model/path.js";
import type { Settings } from "./model/settings.js";
import type { LambdaFunction, Template } from "./model/template.js";
import { rules } from "./rules/index.js";
import type { LinkedFunction, Report, Rule, RuleContext } from "./rules/rule.js";

/** What rules are run with, beside what they look at. */
interface CheckOptions {
  readonly settings: Settings;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Takes up the rules that failed. */
  readonly troubles: Trouble[];
}

interface Checked {
  readonly linked: LinkedFunction;
  readonly findings: readonly Finding[];
}

interface CachedCheck extends Checked {
  readonly linkage: HandlerLinkage;
  readonly settings: Settings;
  readonly date: string;
  readonly consulted: Consulted;
}

/** The parts of the template that the rules looked at, by name. */
type Consulted = ReadonlyMap<string | symbol, unknown>;

/** Runs the rules; what they found in a function is kept for as long as all that they looked at is the same. */
export class Checks {
  private readonly checks = new WeakMap<LambdaFunction, CachedCheck>();

  constructor(private readonly checked: () => void) {}

  ofFunction(fn: LambdaFunction, template: Template, linkage: HandlerLinkage, options: CheckOptions): Checked {
    const known = this.checks.get(fn);
    if (known && holds(known, template, linkage, options)) {
      if (known.linked.template === template) return known;
      const res = { ...known, linked: { ...known.linked, template } };
      this.checks.set(fn, res);
      return res;
    }
    this.checked();
    const consulted = new Map<string | symbol, unknown>();
    const linked: LinkedFunction = { ...fn, ...linkedCode(linkage), template };
    const findings = checkFunction({ ...linked, template: watched(template, consulted) }, options);
    const { settings, date } = options;
    const res = { linkage, settings, date, consulted, linked, findings };
    this.checks.set(fn, res);
    return res;
  }
}

export function checkTemplate(template: Template, options: CheckOptions): readonly Finding[] {
  const about = { template: template.file };
  return rules.flatMap((rule) =>
    rule.scope === "template" ? run(rule, about, options, (ctx) => rule.check(template, ctx)) : [],
  );
}

function holds(known: CachedCheck, template: Template, linkage: HandlerLinkage, options: CheckOptions): boolean {
  if (known.linkage !== linkage || known.settings !== options.settings || known.date !== options.date) return false;
  return [...known.consulted].every(([part, value]) => Reflect.get(template, part) === value);
}

function linkedCode({ link, environmentWrites, environmentReferences }: HandlerLinkage) {
  return { link, environmentWrites, environmentReferences };
}

/** The template, with what is looked at in it written into `consulted`. */
function watched(template: Template, consulted: Map<string | symbol, unknown>): Template {
  return new Proxy(template, {
    get(target, part) {
      const value: unknown = Reflect.get(target, part);
      consulted.set(part, value);
      return value;
    },
  });
}

function checkFunction(fn: LinkedFunction, options: CheckOptions): readonly Finding[] {
  if (fn.resource.broken || fn.resource.excluded) return [];
  const about = { function: fn.id, template: fn.resource.file };
  return rules.flatMap((rule) =>
    rule.scope === "function" ? run(rule, about, options, (ctx) => rule.check(fn, ctx)) : [],
  );
}

/** A bug in a rule costs that rule, and is told. */
function run(
  rule: Rule,
  about: Pick<Finding, "function"> & { readonly template: Template["file"] },
  { settings, date, troubles }: CheckOptions,
  check: (ctx: RuleContext) => Iterable<Report>,
): readonly Finding[] {
  const folder = parentOf(about.template);
  try {
    const reports = [...check({ date, display: (file) => relative(folder, file) })];
    return reports.flatMap((it) => findingOf(rule, it, settings, about) ?? []);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    troubles.push({ file: about.template, message: `rule ${rule.id} failed: ${stack}` });
    return [];
  }
}
