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
  /** The rules that failed. */
  readonly troubles: readonly Trouble[];
  readonly linkage: HandlerLinkage;
  readonly settings: Settings;
  readonly date: string;
  readonly consulted: Consulted;
}

/** What the rules looked at in the template, by name: a part of it, or one entry of a part. */
type Consulted = ReadonlyMap<string, Look>;

interface Look {
  readonly found: unknown;
  again(template: Template): unknown;
}

/** Runs the rules; what they found in a function is kept for as long as all that they looked at is the same. */
export class Checks {
  private readonly checks = new WeakMap<LambdaFunction, CachedCheck>();

  constructor(private readonly checked: () => void) {}

  ofFunction(fn: LambdaFunction, template: Template, linkage: HandlerLinkage, options: CheckOptions): Checked {
    const known = this.checks.get(fn);
    const res = known && holds(known, linkage, template, options) ? known : this.check(fn, template, linkage, options);
    const current = res.linked.template === template ? res : { ...res, linked: { ...res.linked, template } };
    this.checks.set(fn, current);
    options.troubles.push(...current.troubles);
    return current;
  }

  private check(
    fn: LambdaFunction,
    template: Template,
    linkage: HandlerLinkage,
    { settings, date }: CheckOptions,
  ): CachedCheck {
    this.checked();
    const troubles: Trouble[] = [];
    const consulted = new Map<string, Look>();
    const linked: LinkedFunction = { ...fn, ...linkedCode(linkage), template };
    const seen = { ...linked, template: watched(template, consulted) };
    const findings = checkFunction(seen, { settings, date, troubles });
    return { linkage, settings, date, consulted, linked, findings, troubles };
  }
}

export function checkTemplate(template: Template, options: CheckOptions): readonly Finding[] {
  const about = { template: template.file };
  return rules.flatMap((rule) =>
    rule.scope === "template" ? run(rule, about, options, (ctx) => rule.check(template, ctx)) : [],
  );
}

function holds(known: CachedCheck, linkage: HandlerLinkage, template: Template, options: CheckOptions): boolean {
  if (known.linkage !== linkage || known.settings !== options.settings || known.date !== options.date) return false;
  return [...known.consulted.values()].every(({ found, again }) => again(template) === found);
}

function linkedCode({ link, environmentWrites, environmentReferences }: HandlerLinkage) {
  return { link, environmentWrites, environmentReferences };
}

/**
 * The template, with what is looked at in it written into `consulted`. Who asks for one resource, or for what is
 * around one function, does not depend on the others.
 */
function watched(template: Template, consulted: Map<string, Look>): Template {
  return new Proxy(template, {
    get(target, part) {
      const read = (it: Template): unknown => Reflect.get(it, part);
      const value = read(target);
      const name = String(part);
      if (part === "resources" || part === "triggers" || part === "expansions") {
        return watchedEntries(target[part], name, (it) => it[part], consulted);
      }
      consulted.set(name, { found: value, again: read });
      return value;
    },
  });
}

function watchedEntries(
  entries: ReadonlyMap<string, unknown>,
  name: string,
  read: (template: Template) => ReadonlyMap<string, unknown>,
  consulted: Map<string, Look>,
): ReadonlyMap<string, unknown> {
  return new Proxy(entries, {
    get(target, method) {
      if (method === "get") {
        return (key: string) => {
          const found = target.get(key);
          consulted.set(`${name} ${key}`, { found, again: (it) => read(it).get(key) });
          return found;
        };
      }
      consulted.set(name, { found: target, again: read });
      const value: unknown = Reflect.get(target, method, target);
      return typeof value === "function" ? value.bind(target) : value;
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
