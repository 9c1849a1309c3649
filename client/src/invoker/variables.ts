import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { FunctionSpec } from "../../../server/src/protocol.js";

/** Variables of the user's own environment that a function may see: what it takes to start a process and to reach the network. */
const PASSED_ON =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|(?:https?|no|all)_proxy|SSL_CERT_(?:FILE|DIR)|NODE_EXTRA_CA_CERTS|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(?:\(X86\))?)$/i;

/** What a function's environment is made of, the later over the earlier. */
export interface VariableSources {
  readonly spec: FunctionSpec;
  /** The environment of the invoker itself. */
  readonly own: Readonly<Record<string, string | undefined>>;
  /** Names of the user's variables that are taken over too. */
  readonly inherit: readonly string[];
  /** Of the `.env` file. */
  readonly envFile: Readonly<Record<string, string>>;
  /** Credentials, endpoint. */
  readonly aws: Readonly<Record<string, string>>;
  readonly taskRoot: string;
  /** `LAMBDA_RUNTIME_DIR`. */
  readonly runtimeFolder: string;
  /** The `/tmp` of the environment. */
  readonly tmpFolder: string;
}

export function variablesOf(sources: VariableSources): Record<string, string> {
  const { spec, tmpFolder, envFile, aws } = sources;
  const own = passedOn(sources);
  return {
    TZ: "UTC",
    LANG: "en_US.UTF-8",
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
    ...own,
    ...layerPaths(spec, own),
    ...templateVariables(spec),
    ...envFile,
    ...reserved(sources),
    ...aws,
    TMPDIR: tmpFolder,
    TEMP: tmpFolder,
    TMP: tmpFolder,
  };
}

/** The variables of the template that have no value in a run, with the reasons. Names only: values are never shown. */
export function unresolvedVariables(
  { environment }: FunctionSpec,
  envFile: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(environment).flatMap(([name, entry]) => {
    if (name in envFile) return [];
    if (entry.kind === "unresolved") return [`${name} is not set: ${entry.reason}`];
    return entry.kind === "secret" && entry.value === undefined
      ? [`${name} is not set: it is a secret (${entry.from})`]
      : [];
  });
}

function passedOn({ own, inherit }: VariableSources): Record<string, string> {
  const res = Object.fromEntries(
    Object.entries(own).filter(
      (it): it is [string, string] => it[1] !== undefined && (PASSED_ON.test(it[0]) || inherit.includes(it[0])),
    ),
  );
  if (!Object.keys(res).some((it) => /_proxy$/i.test(it))) return res;
  // What is on this machine, the Runtime API first of all, is reached directly.
  const direct = ["NO_PROXY", "no_proxy"].map((it) => [
    it,
    [res[it], "127.0.0.1", "localhost"].filter(Boolean).join(","),
  ]);
  return { ...res, ...Object.fromEntries(direct) };
}

function templateVariables({ environment }: FunctionSpec): Record<string, string> {
  const res: Record<string, string> = {};
  for (const [name, entry] of Object.entries(environment)) {
    if (entry.kind === "value") res[name] = entry.value;
    else if (entry.kind === "placeholder") res[name] = entry.text;
    else if (entry.kind === "secret" && entry.value !== undefined) res[name] = entry.value;
  }
  return res;
}

/** What Lambda reserves for itself. Source: developer guide, "Defined runtime environment variables", 2026-11. */
function reserved({ spec, taskRoot, runtimeFolder }: VariableSources): Record<string, string> {
  const { logging } = spec;
  return {
    _HANDLER: spec.handler,
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${randomBytes(16).toString("hex")}`,
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    ...(logging.applicationLevel && { AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel }),
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: runtimeFolder,
  };
}

/** What layers bring, from where they really lie: `/opt` is not ours to write to. */
function layerPaths({ layers, runtime }: FunctionSpec, own: Readonly<Record<string, string>>): Record<string, string> {
  const major = /^nodejs(\d+)/.exec(runtime)?.[1];
  const python = /^python(3\.\d+)/.exec(runtime)?.[1];
  const lists: Readonly<Record<string, readonly string[]>> = {
    NODE_PATH: major ? [`nodejs/node${major}/node_modules`, "nodejs/node_modules"] : [],
    PYTHONPATH: python ? ["python", `python/lib/python${python}/site-packages`] : [],
    PATH: ["bin"],
    LD_LIBRARY_PATH: ["lib"],
  };
  return Object.fromEntries(
    Object.entries(lists).flatMap(([name, places]) => {
      // A layer writes over those before it.
      const folders = layers
        .toReversed()
        .flatMap((layer) => places.map((it) => path.join(layer, it)))
        .filter((it) => existsSync(it));
      const before = name === "PATH" ? own["PATH"] : undefined;
      return folders.length > 0 ? [[name, [...folders, ...(before ? [before] : [])].join(path.delimiter)]] : [];
    }),
  );
}
