import { getNodeValue, type Node } from "jsonc-parser";
import { type AwsSetting, DEFAULT_RUN_SETTINGS, type RunSettings } from "../model/settings.js";
import { entries, isText, list, type Problems, path, propertiesOf, wrongType } from "./settingsValues.js";

const KEYS = ["envFile", "aws", "inherit", "timeout"];

const EXECUTABLES = ["nodePath", "pythonPath"];

/** Reads the key `run` of a project file. A wrong value costs itself; the others hold. */
export function parseRunSettings(node: Node, problems: Problems): RunSettings {
  if (node.type !== "object") {
    problems.push(wrongType('"run"', "an object", node));
    return DEFAULT_RUN_SETTINGS;
  }
  let { envFile, aws, inherit, timeout } = DEFAULT_RUN_SETTINGS;
  for (const [key, value] of propertiesOf(node)) {
    const name = `run.${key}`;
    if (key === "envFile") envFile = path(name, value, problems);
    else if (key === "aws") aws = awsSettings(name, value, problems);
    else if (key === "inherit") inherit = list(name, value, "a list of names of variables", problems);
    else if (key === "timeout") timeout = timeoutOf(name, value, problems);
    else problems.push(unknownRunSetting(key));
  }
  return { aws, inherit, timeout, ...(envFile !== undefined && { envFile }) };
}

/** Whether a key, of `run` or of the whole file, means an executable. */
export function isExecutable(key: string): boolean {
  return EXECUTABLES.includes(key);
}

export function executableProblem(name: string): string {
  return `"${name}" cannot be set in a project file: whoever opens a project would run the executable that it names; set it in your own settings`;
}

function unknownRunSetting(key: string): string {
  if (isExecutable(key)) return executableProblem(`run.${key}`);
  return `there is no setting "run.${key}": use ${KEYS.map((it) => `run.${it}`).join(", ")}`;
}

function awsSettings(name: string, node: Node, problems: Problems): RunSettings["aws"] {
  const expected = 'either { "profile": name } or { "endpoint": address }';
  const res = entries(name, node, awsSetting, expected, problems);
  const named = Object.entries(res).filter(([id]) => id === "*" || /^[A-Za-z0-9]+$/.test(id));
  for (const id of Object.keys(res)) {
    if (!named.some(([it]) => it === id)) {
      problems.push(`"${name}": "${id}" names no function: use the logical id of one, or * for all others`);
    }
  }
  return Object.fromEntries(named);
}

function awsSetting(value: unknown): AwsSetting | undefined {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return undefined;
  if ("profile" in value && isText(value.profile) && value.profile !== "") return { profile: value.profile };
  return "endpoint" in value && isAddress(value.endpoint) ? { endpoint: value.endpoint } : undefined;
}

function isAddress(value: unknown): value is string {
  return isText(value) && /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : "");
}

function timeoutOf(name: string, node: Node, problems: Problems): RunSettings["timeout"] {
  const value: unknown = getNodeValue(node);
  if (value === "template" || value === "none") return value;
  if (typeof value === "number" && value > 0) return value;
  problems.push(wrongType(`"${name}"`, '"template", "none" or a number of seconds above 0', node));
  return DEFAULT_RUN_SETTINGS.timeout;
}
