import { createHash } from "node:crypto";
import { type HandlerName, nodeHandler, pythonHandler } from "../code/handlerSources.js";
import { languageOf } from "../code/lower.js";
import type { RunTemplate } from "../config/readForRun.js";
import { reservedNames } from "../data/environment.js";
import { limit } from "../data/limits.js";
import { familyOf, newestRuntime } from "../data/runtimes.js";
import type { Analysis, SourceExports } from "../lamplight.js";
import type { HandlerLink } from "../model/handler.js";
import { LOCAL_ACCOUNT, LOCAL_REGION } from "../model/localName.js";
import { baseName, isInside, join, parentOf, relative } from "../model/path.js";
import type { FileId } from "../model/place.js";
import type { LambdaFunction } from "../model/template.js";
import { at, numberOf, textOf, type Value, worlds } from "../model/value.js";
import type { EnvironmentEntry, FunctionAnswer, FunctionCode, FunctionSpec } from "../protocol.js";
import type { LinkedFunction } from "../rules/rule.js";
import { environmentEntry, localText, whyUnknown } from "./environmentEntries.js";
import { handlerSource } from "./handlerSource.js";
import { layerFolders } from "./layerFolders.js";

export interface SpecOptions {
  /** `YYYY-MM-DD`: decides which runtime is the newest. */
  readonly date: string;
  /** The path as the system writes it. */
  pathOf(file: FileId): string;
}

/** All that is needed to run a function of a template, or why it cannot be run. */
export function functionSpec(analysis: Analysis, fn: LinkedFunction, options: SpecOptions): FunctionAnswer {
  const run = analysis.forRun(fn.template.file);
  const own = run?.template.functions.find((it) => it.id === fn.id);
  if (!run || !own) return problem(fn.id, "the template does not read well enough to tell what it is", "correct it");

  const spec = new SpecReader(fn.link, own, run, options).read(rootOf(analysis, fn.template.file));
  return "kind" in spec ? spec : { kind: "spec", spec: revised(spec) };
}

/** The same for a function that only its file names: what AWS takes when nothing is set. */
export function exportSpec(source: SourceExports, name: string, { date, pathOf }: SpecOptions): FunctionAnswer {
  if (!source.exports.some(({ exported }) => exported.name === name)) {
    return problem(name, `${baseName(source.file)} has no such export`, "name one that it has");
  }
  const { file, packageFolder, language, root } = source;
  const runtime = newestRuntime(language === "python" ? "python" : "nodejs", date);
  const module = relative(packageFolder, file).replace(/\.\w+$/, "");
  const spec = {
    id: name,
    root: pathOf(root),
    name,
    runtime,
    handler: `${module}.${name}`,
    code: {
      kind: "folder",
      root: pathOf(packageFolder),
      source: { file: pathOf(file), export: name },
      built: language === "typescript",
    },
    timeout: standard("timeout"),
    memorySize: standard("memory"),
    ephemeralStorage: standard("ephemeral-storage"),
    region: LOCAL_REGION,
    accountId: LOCAL_ACCOUNT,
    layers: [],
    environment: {},
    logging: { format: "Text" },
    notes: [`no template names ${name}, so it runs with the defaults of Lambda, on ${runtime}`],
  } satisfies Unrevised;
  return { kind: "spec", spec: revised(spec) };
}

type Unrevised = Omit<FunctionSpec, "revision">;

type Problem = Extract<FunctionAnswer, { kind: "problem" }>;

function revised(spec: Unrevised): FunctionSpec {
  return { revision: createHash("sha1").update(JSON.stringify(spec)).digest("base64url"), ...spec };
}

function problem(id: string, why: string, whatToDo: string): Problem {
  return { kind: "problem", message: `${id} cannot be run: ${why}; ${whatToDo}` };
}

/** The folder of the workspace that a file lies in; a template that was opened by itself has its own folder. */
function rootOf({ roots }: Analysis, file: FileId): FileId {
  const around = roots.filter((it) => it !== file && isInside(it, file)).sort((a, b) => b.length - a.length);
  return around[0] ?? parentOf(file);
}

function standard(id: string): number {
  const { default: value, minimum } = limit(id);
  return value ?? minimum ?? 0;
}

/** Reads one function, and notes what a run cannot honour. */
class SpecReader {
  private readonly notes: string[] = [];

  constructor(
    private readonly link: HandlerLink,
    private readonly fn: LambdaFunction,
    private readonly run: RunTemplate,
    private readonly options: SpecOptions,
  ) {}

  read(root: FileId): Unrevised | Problem {
    const { fn, run } = this;
    const { pathOf } = this.options;
    if (isImage(fn)) return problem(fn.id, "it is a container image", "run its image with Docker");
    const runtime = this.runtime();
    if (typeof runtime !== "string") return runtime;
    const handler = localText(this.settled("Handler", fn.handler), run);
    if (handler === undefined) {
      const why =
        fn.handler.kind === "absent"
          ? "the template sets no Handler"
          : `its Handler is not known (${whyUnknown(fn.handler, run)})`;
      return problem(fn.id, why, "set one, such as app.handler");
    }
    const mismatch = this.mismatch(runtime);
    if (mismatch) return mismatch;
    const code = this.code(handler, runtime);
    if (code.kind === "problem") return code;
    const layers = layerFolders(this.settled("Layers", fn.layers), run);
    this.notes.push(...layers.notes);
    return {
      id: fn.id,
      template: pathOf(fn.resource.file),
      root: pathOf(root),
      name: localText(fn.functionName, run) || fn.id,
      runtime,
      handler,
      code,
      timeout: this.number("Timeout", fn.timeout, "timeout"),
      memorySize: this.number("MemorySize", fn.memorySize, "memory"),
      ephemeralStorage: this.number("EphemeralStorage", fn.ephemeralStorage, "ephemeral-storage"),
      region: run.region,
      accountId: run.accountId,
      layers: layers.folders.map(pathOf),
      environment: this.environment(),
      logging: this.logging(),
      notes: this.notes,
    };
  }

  private runtime(): string | Problem {
    const { fn, run } = this;
    const value = this.settled("Runtime", fn.runtime);
    const runtime = localText(value, run);
    if (runtime !== undefined) return this.supported(runtime);
    const why =
      value.kind === "absent" ? "the template sets no Runtime" : `its Runtime is not known (${whyUnknown(value, run)})`;
    return problem(fn.id, why, "set one, such as nodejs24.x or python3.14");
  }

  private supported(runtime: string): string | Problem {
    const family = familyOf(runtime);
    if (family && RUNNABLE_FAMILIES.has(family.id)) return runtime;
    // The runtimes without a language of their own are called after the operating system.
    const what = runtime.startsWith("provided") ? "brings its own runtime" : `runs on ${family?.name}`;
    return family
      ? problem(this.fn.id, `local runs are for Node.js and Python, and it ${what}`, "use sam local invoke")
      : problem(this.fn.id, "Lambda has no runtime of that name", `correct its Runtime: ${runtime}`);
  }

  private mismatch(runtime: string): Problem | undefined {
    const { link, fn } = this;
    const language = handlerSource(link)?.language;
    const family = familyOf(runtime);
    if (!language || !family || family.languages.includes(language)) return undefined;
    const name = language === "python" ? "Python" : "JavaScript";
    return problem(
      fn.id,
      `its handler is written in ${name}, which ${family.name} does not run`,
      `correct its Runtime: ${runtime}`,
    );
  }

  private code(handler: string, runtime: string): FunctionCode | Problem {
    const { fn, run } = this;
    switch (fn.code.kind) {
      case "inline":
        return this.inlineCode(fn.code.value, runtime);
      case "local":
        return this.folderCode(fn.code.path, handler);
      case "elsewhere": {
        // What packs a function of SAM without a CodeUri takes the folder of the template.
        if (fn.dialect === "sam" && at(fn.resource.properties, "CodeUri").kind === "absent") {
          return this.folderCode(parentOf(run.template.file), handler);
        }
        const name = fn.dialect === "sam" ? "CodeUri" : "Code";
        return problem(fn.id, `its code is not in this folder (${fn.code.reason})`, `let ${name} name a local folder`);
      }
      default:
        return fn.code satisfies never;
    }
  }

  private inlineCode(value: Value, runtime: string): FunctionCode | Problem {
    const text = localText(this.settled("the code", value), this.run);
    if (text === undefined) {
      return problem(this.fn.id, `its inline code is not known (${whyUnknown(value, this.run)})`, "write it out");
    }
    return { kind: "inline", text, extension: familyOf(runtime)?.id === "python" ? "py" : "js" };
  }

  private folderCode(path: FileId, handler: string): FunctionCode | Problem {
    if (/\.(?:zip|jar|tar|gz)$/i.test(path)) {
      return problem(
        this.fn.id,
        "its code is packed",
        `name the folder that it is packed from, instead of ${baseName(path)}`,
      );
    }
    const { fn, options } = this;
    const source = handlerSource(this.link);
    const isFile = languageOf(path) !== undefined && !(source && source.file !== path && isInside(path, source.file));
    const root = isFile ? parentOf(path) : path;
    const format = textOf(at(fn.build, "BuildProperties", "Format"));
    const isBundled = textOf(at(fn.build, "BuildMethod")) === "esbuild";
    return {
      kind: "folder",
      root: options.pathOf(root),
      ...(source && { source: { file: options.pathOf(source.file), export: source.name } }),
      ...(isBundled && (format === "cjs" || format === "esm") && { format }),
      built: isBundled || (source !== undefined && !isLoaded(source.file, root, handler)),
    };
  }

  private environment(): FunctionSpec["environment"] {
    const variables = at(this.settled("Environment", this.fn.environment), "Variables");
    const value = this.settled("Environment", variables);
    if (value.kind === "unknown") this.notes.push(`the environment is not known: ${whyUnknown(value, this.run)}`);
    if (value.kind !== "object") return {};
    if (value.open !== undefined) this.notes.push(`variables are missing that only a deploy adds: ${value.open}`);
    const entries = value.entries.flatMap((it): [string, EnvironmentEntry][] => {
      const entry = reservedNames.has(it.key) ? undefined : environmentEntry(it.value, this.run);
      return entry ? [[it.key, entry]] : [];
    });
    return Object.fromEntries(entries);
  }

  private logging(): FunctionSpec["logging"] {
    const format = localText(this.settled("LogFormat", this.fn.logFormat), this.run) === "JSON" ? "JSON" : "Text";
    const level = localText(this.settled("ApplicationLogLevel", this.fn.applicationLogLevel), this.run);
    return { format, ...(level !== undefined && { applicationLevel: level }) };
  }

  private number(name: string, value: Value, limitId: string): number {
    const settled = this.settled(name, value);
    const { minimum = 1, maximum = Number.POSITIVE_INFINITY } = limit(limitId);
    const number = numberOf(settled);
    if (number !== undefined && number >= minimum && number <= maximum) return number;
    const taken = number !== undefined && number > maximum ? maximum : standard(limitId);
    if (settled.kind !== "absent") {
      const why = number === undefined ? "is not known" : `cannot be ${number}`;
      this.notes.push(`${name} ${why}, so the function runs with ${taken}`);
    }
    return taken;
  }

  /** The value in one world. Where nothing decides which, that of the world in which the first condition holds. */
  private settled(name: string, value: Value): Value {
    const options = worlds(value);
    const [first] = options;
    if (!first || options.length === 1) return first?.value ?? value;
    const differs = new Set(options.map((it) => JSON.stringify(environmentEntry(it.value, this.run)))).size > 1;
    if (differs) this.notes.push(`the first value of ${name} is taken: ${whyUnknown(value, this.run)}`);
    return first.value;
  }
}

function isImage({ packageType, resource }: LambdaFunction): boolean {
  const uris = [at(resource.properties, "ImageUri"), at(resource.properties, "Code", "ImageUri")];
  return textOf(packageType) === "Image" || uris.some((it) => it.kind !== "absent" && it.kind !== "unknown");
}

const RUNNABLE_FAMILIES: ReadonlySet<string> = new Set(["nodejs", "python"]);

/** Lambda itself would load this file for the handler. */
function isLoaded(file: FileId, root: FileId, handler: string): boolean {
  const language = languageOf(file);
  if (language === "typescript") return false;
  const name: HandlerName | undefined = language === "python" ? pythonHandler(handler) : nodeHandler(handler);
  if (!name) return false;
  const stem = join(root, name.path);
  const loaded =
    language === "python"
      ? [`${stem}.py`, `${stem}/__init__.py`]
      : [".js", ".mjs", ".cjs"].map((extension) => stem + extension);
  return loaded.includes(file);
}
