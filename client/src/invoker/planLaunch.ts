import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FunctionSpec } from "../../../server/src/protocol.js";
import { awsVariables } from "./aws.js";
import { type BootstrapConfig, CONFIG_VARIABLE, type Prepared } from "./bootstrap/config.js";
import type { CompileProcess } from "./compile/compileProcess.js";
import { prepare } from "./compile/prepare.js";
import { type Gate, startGate } from "./gate/gate.js";
import type { HostOptions } from "./host.js";
import type { Launch } from "./launch.js";
import type { AwsAccess, Language, RunOptions } from "./messages.js";
import type { AwsCall } from "./outcome.js";
import { Refusal } from "./refusal.js";
import { findDebugpy } from "./runtimes/findDebugpy.js";
import { findNode } from "./runtimes/findNode.js";
import { findPython } from "./runtimes/findPython.js";
import { moduleFlags } from "./runtimes/moduleFlags.js";
import type { Surroundings } from "./runtimes/pythonEnvironments.js";
import { minorOf } from "./runtimes/pythonVersion.js";
import type { FoundRuntime } from "./runtimes/runtime.js";
import { unresolvedVariables, variablesOf } from "./variables.js";

/** MB that a runtime takes here before any code of the user, and that Lambda's own account leaves out. Measured, 2026-11. */
const ALLOWANCE: Readonly<Record<Language, number>> = { node: 50, python: 20 };
/** MB that the Python debugger takes within the process of the function. Measured, 2026-11. */
const DEBUGPY_MB = 90;

export interface PlanRequest {
  readonly spec: FunctionSpec;
  readonly options: RunOptions;
  /** Of the environment; holds its `tmp`. */
  readonly folder: string;
  /** Files that changed since an environment of the same function loaded them. */
  readonly changed: readonly string[];
  readonly key: string;
  readonly fingerprint: string;
  readonly host: Pick<HostOptions, "bootstraps" | "cacheFolder" | "typescript"> & {
    readonly compiling: CompileProcess;
  };
}

/** How the environments of a function are made. */
export interface Plan {
  /** Of the function. */
  readonly key: string;
  /** Of all that the environment depends on. */
  readonly fingerprint: string;
  readonly language: Language;
  readonly isDebugged: boolean;
  readonly launch: Launch;
  readonly notes: readonly string[];
  /** The calls to AWS so far. */
  calls(): readonly AwsCall[];
  close(): void;
}

/** @throws Refusal */
export async function planLaunch(request: PlanRequest): Promise<Plan> {
  const { spec, options, folder, host } = request;
  const language = languageOf(spec.runtime);
  const taskRoot = taskRootOf(spec, folder);
  const runtime = await runtimeOf(language, request, taskRoot);
  const source = language === "node" ? await prepare({ ...host, spec, nodeVersion: runtime.version }) : undefined;
  // The last thing that is started: nothing after it refuses the run and leaves it open.
  const gate = await gateOf(request);
  const variables = variablesOf({
    spec,
    own: process.env,
    inherit: options.inherit ?? [],
    envFile: options.variables ?? {},
    aws: awsVariables(options.aws, gate?.url ?? "", process.env),
    taskRoot,
    runtimeFolder: host.bootstraps,
    tmpFolder: path.join(folder, "tmp"),
  });
  const clockFile = path.join(folder, "clock");
  const { debugpyFolder } = runtime;
  const debugsPython = language === "python" && options.debug === true;
  const config: BootstrapConfig = {
    ...bootstrapConfig(request, taskRoot, clockFile, source?.prepared, gate),
    ...(debugpyFolder !== undefined && { debugpyFolder }),
  };
  return {
    key: request.key,
    fingerprint: request.fingerprint,
    language,
    isDebugged: options.debug === true,
    notes: [
      ...(runtime.note ? [runtime.note] : []),
      ...spec.notes,
      ...(source?.notes ?? []),
      ...unresolvedVariables(spec, options.variables ?? {}),
      ...accessNotes(options.aws),
    ],
    launch: {
      ...commandOf(language, request, runtime, variables["NODE_OPTIONS"]),
      cwd: taskRoot,
      variables: { ...variables, ...runtime.variables, [CONFIG_VARIABLE]: JSON.stringify(config) },
      runtimeName: runtimeName(language, runtime),
      functionArn: `arn:aws:lambda:${spec.region}:${spec.accountId}:function:${spec.name}`,
      timeout: timeoutOf(spec, options),
      memorySize: spec.memorySize,
      memoryAllowance: options.strictMemory ? 0 : ALLOWANCE[language] + (debugsPython ? DEBUGPY_MB : 0),
      jsonLog: spec.logging.format === "JSON",
      clockFile,
      bootstraps: host.bootstraps,
    },
    calls: () => gate?.calls ?? [],
    close: () => gate?.close(),
  };
}

/** What the function's calls to AWS meet, unless the user chose where they go. */
async function gateOf({ spec: { environment }, options }: PlanRequest): Promise<Gate | undefined> {
  if (options.aws.kind !== "blocked") return undefined;
  const placeholders = Object.values(environment).flatMap((it): [string, string][] =>
    it.kind === "placeholder" ? [[it.text, it.from]] : [],
  );
  return startGate({ placeholders: new Map(placeholders) });
}

/** Nobody should wonder where data went. */
function accessNotes(access: AwsAccess): readonly string[] {
  switch (access.kind) {
    case "blocked":
      return [];
    case "profile":
      return [`calls to AWS are real, with the profile ${access.profile}`];
    case "endpoint":
      return [`calls to AWS go to ${access.url}`];
    default:
      return access satisfies never;
  }
}

function languageOf(runtime: string): Language {
  if (/^nodejs\d+\.x$/.test(runtime)) return "node";
  if (/^python3\.\d+$/.test(runtime)) return "python";
  throw new Refusal(`functions with the runtime ${runtime} cannot be run here: Lamplight runs Node.js and Python`);
}

/** Code that is written in the template becomes the file that Lambda makes of it. */
function taskRootOf({ code, id }: FunctionSpec, folder: string): string {
  if (code.kind === "folder") {
    if (statSync(code.root, { throwIfNoEntry: false })?.isDirectory()) return code.root;
    throw new Refusal(`${id} cannot be run, as the folder of its code is not there, correct its CodeUri: ${code.root}`);
  }
  writeFileSync(path.join(folder, `index.${code.extension}`), code.text);
  return folder;
}

async function runtimeOf(language: Language, { spec, options }: PlanRequest, taskRoot: string): Promise<FoundRuntime> {
  const search = { root: spec.root, codeRoot: taskRoot, own: process.env };
  switch (language) {
    case "node":
      return findNode({ ...search, major: versionOf(spec.runtime), chosen: options.nodePath });
    case "python":
      return pythonOf(search, spec, options);
    default:
      return language satisfies never;
  }
}

async function pythonOf(search: Surroundings, { runtime }: FunctionSpec, options: RunOptions): Promise<FoundRuntime> {
  const minor = minorOf(runtime.slice("python".length)) ?? 0;
  const found = await findPython({ ...search, minor, chosen: options.pythonPath });
  return options.debug ? { ...found, debugpyFolder: await findDebugpy(found, options.debugpyFolder) } : found;
}

/** 22 of `nodejs22.x`, 3.13 of `python3.13`. */
function versionOf(runtime: string): number {
  return Number(/[\d.]+\d|\d+/.exec(runtime)?.[0] ?? 0);
}

function bootstrapConfig(
  { spec, options, host }: PlanRequest,
  taskRoot: string,
  clockFile: string,
  prepared: Prepared | undefined,
  gate: Gate | undefined,
): BootstrapConfig {
  const { code } = spec;
  const reached = options.aws.kind === "endpoint" ? options.aws.url : gate?.url;
  return {
    handler: spec.handler,
    taskRoot,
    ...(code.kind === "folder" && code.source && { source: code.source }),
    built: code.kind === "folder" && code.built,
    ...(code.kind === "folder" && code.format && { format: code.format }),
    version: versionOf(spec.runtime),
    cacheFolder: host.cacheFolder,
    ...(prepared && { prepared }),
    ...(reached !== undefined && { gate: reached }),
    debug: options.debug === true,
    clockFile,
  };
}

function commandOf(
  language: Language,
  { spec, options, host }: PlanRequest,
  runtime: FoundRuntime,
  nodeOptions = "",
): Pick<Launch, "command" | "args"> {
  switch (language) {
    case "node": {
      const heap = `--max-old-space-size=${spec.memorySize}`;
      // A build makes of ES modules whatever the runtime reads.
      const isBuilt = spec.code.kind === "folder" && spec.code.built;
      const flags = isBuilt ? [] : moduleFlags(versionOf(spec.runtime), runtime.version, nodeOptions);
      return { command: runtime.path, args: [heap, ...flags, path.join(host.bootstraps, "node.js")] };
    }
    case "python": {
      // UTF-8 whatever the system prefers, as on Lambda. A debugger cannot see into modules that are frozen.
      const settings = ["-u", "-X", "utf8", ...(options.debug ? ["-X", "frozen_modules=off"] : [])];
      return { command: runtime.path, args: [...settings, path.join(host.bootstraps, "python.py")] };
    }
    default:
      return language satisfies never;
  }
}

function runtimeName(language: Language, { version }: FoundRuntime): string {
  return `${language === "node" ? "Node.js" : "Python"} ${version}`;
}

function timeoutOf({ timeout }: FunctionSpec, options: RunOptions): number {
  if (options.timeout === "none") return Number.POSITIVE_INFINITY;
  return options.timeout ?? timeout;
}
