import type { FileId } from "../model/place.js";
import type { LambdaFunction, Parameter, Resource, Template } from "../model/template.js";
import { ABSENT, textOf, type Value } from "../model/value.js";
import { canonicalGuard, conditionHolds, decideConditions, parametersOfAll } from "./conditions.js";
import {
  type EvaluationContext,
  entriesOf,
  evaluate,
  isMacroKey,
  placeOf,
  type RunSetting,
  type Spot,
} from "./evaluate.js";
import { expandFunctions } from "./expand.js";
import { functionOf } from "./functions.js";
import { evaluateProperties, globalProperties } from "./globals.js";
import { isLoop, loopEntries } from "./loops.js";
import { isLookedUp } from "./parameters.js";
import type { TemplateReading } from "./reading.js";
import { commentSuppressions, metadataSuppressions } from "./suppressions.js";
import type { ChunkCache } from "./syntax/chunkCache.js";
import { isJson, type PlacedEntry, type PlacedNode, parseTemplate, type TemplateSyntax } from "./syntax/document.js";
import { entryNamed, type MapEntry } from "./syntax/node.js";
import { triggersOf } from "./triggers.js";

export interface ReadOptions {
  /** Explicit values of template parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What stands in for defaults where another template nests this one; null for what cannot be told. */
  readonly passed?: Readonly<Record<string, string | null>> | undefined;
  readonly cache: ChunkCache;
  /** Reads for a local run: defaults of parameters decide conditions, parameters with NoEcho stay references. */
  readonly run?: RunSetting | undefined;
}

/** Reads a template as far as it can be read. Undefined when the text declares nothing of SAM's or Lambda's. */
export function readTemplate(file: FileId, text: string, options: ReadOptions): TemplateReading | undefined {
  if (!looksLikeTemplate(text)) return undefined;
  const syntax = parseTemplate(file, text, options.cache);
  const ctx = contextOf(file, syntax, options);
  const resources = new Map<string, Resource>();
  const functions: LambdaFunction[] = [];
  const declared = expandedResources(ctx, syntax);
  const open = [...syntax.open, ...openReasons(ctx, syntax, declared)];
  const inputs = inputsOf(ctx, syntax);
  for (const [id, placed] of declared) {
    if (isMacroKey(id)) continue;
    const evaluated = options.cache.evaluate(placed.entry, inputs, () => {
      const resource = resourceOf(ctx, id, placed, syntax.sections.get("Globals"));
      return { resource, function: functionOf(resource) };
    });
    resources.set(id, evaluated.resource);
    if (evaluated.function) functions.push(evaluated.function);
  }
  const all = [...resources.values()];
  if (!all.some((it) => TYPE.test(it.type))) return undefined;

  const dialect = all.some((it) => it.type.startsWith("AWS::Serverless::")) || usesSam(ctx, syntax);
  const unexpanded: Omit<Template, "expansions"> = {
    file,
    dialect: dialect ? "sam" : "cloudformation",
    parameters: ctx.parameters,
    resources,
    functions,
    implicitApis: implicitApis(ctx, syntax),
    triggers: triggersOf(resources, functions),
    transforms: transformsOf(ctx, syntax),
    globals: globalsOf(ctx, syntax),
    conditionParameters: parametersOfAll(ctx),
    open,
  };
  const template = { ...unexpanded, expansions: expandFunctions(unexpanded) };
  const comments = isJson(text) ? [] : commentSuppressions(file, text, "#");
  const suppressions = [...comments, ...all.flatMap(metadataSuppressions)];
  return { template, offsets: syntax.offsets, suppressions };
}

/** A cheap test that spares parsing what cannot be a template. */
export function looksLikeTemplate(text: string): boolean {
  return /AWS::(?:Serverless|Lambda)::/.test(text) && text.includes("Resources");
}

const TYPE = /^AWS::(?:Serverless|Lambda)::/;
const SAM = "AWS::Serverless-2016-10-31";
const LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

function contextOf(
  file: FileId,
  syntax: TemplateSyntax,
  { parameters: overrides, passed = {}, run, cache }: ReadOptions,
): EvaluationContext {
  const parameters = new Map<string, Parameter>();
  const mappings = syntax.sections.get("Mappings");
  const conditions = new Map<string, PlacedNode>();
  const ctx: EvaluationContext = {
    file,
    parameters,
    overrides,
    passed,
    run,
    mappings: mappings && { chunk: mappings.chunk, node: mappings.entry.value },
    conditions,
    decided: new Map(),
    anchor: syntax.anchor,
    aliased: { count: 0 },
    loops: usesExtensions(syntax) ? cache.loops : undefined,
  };
  const section = syntax.sections.get("Parameters");
  const entries = section?.entry.value.kind === "map" ? section.entry.value.entries : [];
  if (section) for (const entry of entries) parameters.set(entry.key, parameterOf(ctx, entry, section.chunk));
  for (const [name, node] of conditionsOf(ctx, syntax.sections.get("Conditions"))) conditions.set(name, node);
  decideConditions(ctx);
  return ctx;
}

/**
 * All that the meaning of a resource depends on beside its own text, as identities. Undefined where aliases are in
 * use, for they reach into any other chunk.
 */
function inputsOf(ctx: EvaluationContext, syntax: TemplateSyntax): readonly unknown[] | undefined {
  if (syntax.hasAnchors) return undefined;
  const sections = ["Transform", "Parameters", "Mappings", "Conditions", "Globals"].map(
    (it) => syntax.sections.get(it)?.entry,
  );
  return [ctx.file, JSON.stringify([ctx.overrides, ctx.passed, ...(ctx.run?.pseudoParameters ?? [])]), ...sections];
}

function conditionsOf(
  ctx: EvaluationContext,
  section: PlacedEntry | undefined,
): readonly (readonly [name: string, definition: PlacedNode])[] {
  const map = section?.entry.value;
  if (!section || map?.kind !== "map") return [];
  const entries = entriesOf(ctx, map, { chunk: section.chunk, depth: 0 });
  return entries.map(({ entry, spot }) => [entry.key, { chunk: spot.chunk, node: entry.value }]);
}

/** The resources with those that loops write, each in the chunk of its loop. */
function expandedResources(ctx: EvaluationContext, syntax: TemplateSyntax): ReadonlyMap<string, PlacedEntry> {
  if (!ctx.loops) return syntax.resources;
  const res = new Map<string, PlacedEntry>();
  for (const [id, placed] of syntax.resources) {
    const { chunk, broken } = placed;
    const written = isLoop(id) ? loopEntries(ctx, placed.entry, { chunk, depth: 0 }) : undefined;
    if (written) for (const { entry } of written) res.set(entry.key, { chunk, broken, entry });
    else res.set(id, placed);
  }
  return res;
}

/** Only literals name the language extensions. */
function usesExtensions(syntax: TemplateSyntax): boolean {
  const node = syntax.sections.get("Transform")?.entry.value;
  const items = node?.kind === "sequence" ? node.items : node ? [node] : [];
  return items.some((it) => it.kind === "scalar" && it.text === LANGUAGE_EXTENSIONS);
}

function parameterOf(ctx: EvaluationContext, entry: MapEntry, chunk: string): Parameter {
  const spot: Spot = { chunk, depth: 0 };
  const read = (key: string): Value => {
    const node = entryNamed(entry.value, key)?.value;
    return node ? evaluate(ctx, node, spot) : ABSENT;
  };
  const type = textOf(read("Type")) ?? "String";
  const value = read("Default");
  const unknown: Value = { kind: "unknown", reason: "looked up in the Parameter Store", place: value.place };
  const noEcho = read("NoEcho");
  return {
    name: entry.key,
    type,
    place: placeOf(ctx, entry.keySpan, spot),
    default: value.kind !== "absent" && isLookedUp({ type }) ? unknown : value,
    allowedValues: read("AllowedValues"),
    noEcho: noEcho.kind === "known" && String(noEcho.value) === "true",
  };
}

function resourceOf(
  ctx: EvaluationContext,
  id: string,
  placed: PlacedEntry,
  globals: PlacedEntry | undefined,
): Resource {
  const { entry, chunk, broken } = placed;
  const spot: Spot = { chunk, depth: 0 };
  const typeNode = entryNamed(entry.value, "Type")?.value;
  const type = typeNode?.kind === "scalar" ? typeNode.text : "";
  const metadata = entryNamed(entry.value, "Metadata")?.value;
  const connectors = entryNamed(entry.value, "Connectors")?.value;
  const dependsOn = entryNamed(entry.value, "DependsOn")?.value;
  const conditionNode = entryNamed(entry.value, "Condition")?.value;
  const condition = conditionNode?.kind === "scalar" ? conditionNode.text : undefined;
  return {
    id,
    type,
    file: ctx.file,
    place: placeOf(ctx, entry.keySpan, spot),
    properties: evaluateProperties(ctx, type, placed, globals),
    metadata: metadata ? evaluate(ctx, metadata, spot) : ABSENT,
    ...(connectors && { connectors: evaluate(ctx, connectors, spot) }),
    ...(dependsOn && { dependsOn: textsOf(evaluate(ctx, dependsOn, spot)) }),
    condition,
    existsWhen: condition === undefined ? undefined : canonicalGuard(ctx, condition),
    broken,
    ...(condition !== undefined && conditionHolds(ctx, condition) === false && { excluded: true }),
  };
}

const IMPLICIT_APIS: Readonly<Record<string, string>> = {
  ServerlessHttpApi: "AWS::Serverless::HttpApi",
  ServerlessRestApi: "AWS::Serverless::Api",
};

function implicitApis(ctx: EvaluationContext, { sections }: TemplateSyntax): ReadonlyMap<string, Resource> {
  const place = placeOf(ctx, { start: 0, end: 0 }, { chunk: "", depth: 0 });
  const made = Object.entries(IMPLICIT_APIS).map(([id, type]): [string, Resource] => {
    const properties = globalProperties(ctx, type, sections.get("Globals"));
    return [id, { id, type, file: ctx.file, place, properties, metadata: ABSENT, broken: false }];
  });
  return new Map(made);
}

function textsOf(value: Value): readonly string[] {
  const items = value.kind === "list" ? value.items : [value];
  return items.flatMap((it) => textOf(it) ?? []);
}

function openReasons(
  ctx: EvaluationContext,
  syntax: TemplateSyntax,
  declared: ReadonlyMap<string, PlacedEntry>,
): string[] {
  const macros = transformsOf(ctx, syntax).filter((it) => it !== SAM && it !== LANGUAGE_EXTENSIONS);
  const generated = [...declared.keys()].filter(isMacroKey);
  const broken = [...syntax.sections.values()].filter((it) => it.broken).map((it) => `${it.chunk} does not parse`);
  return [...macros.map((it) => `the macro ${it}`), ...generated, ...broken];
}

/** The names of the template's macros; what is no plain name is one that nobody knows. */
function transformsOf(ctx: EvaluationContext, syntax: TemplateSyntax): string[] {
  const section = syntax.sections.get("Transform");
  const inResources = syntax.sections.has("Fn::Transform") ? ["Fn::Transform"] : [];
  if (!section) return inResources;
  const value = evaluate(ctx, section.entry.value, { chunk: section.chunk, depth: 0 });
  const items = value.kind === "list" ? value.items : [value];
  return [...items.map((it) => textOf(it) ?? "of the Transform section"), ...inResources];
}

function globalsOf(ctx: EvaluationContext, syntax: TemplateSyntax): Value {
  const section = syntax.sections.get("Globals");
  // What is written in a section that does not parse is not all read.
  if (!section || section.broken) return ABSENT;
  return evaluate(ctx, section.entry.value, { chunk: section.chunk, depth: 0 });
}

function usesSam(ctx: EvaluationContext, syntax: TemplateSyntax): boolean {
  return transformsOf(ctx, syntax).includes(SAM);
}
