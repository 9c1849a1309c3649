import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import * as vscode from "vscode";
import type { FunctionSpec, RunSettings } from "../../../server/src/protocol.js";
import type { AwsAccess, RunOptions } from "../invoker/messages.js";
import { Refusal } from "../invoker/refusal.js";

/** How a function is run by the settings: what the editor sets wins over the project's file. @throws Refusal */
export function runOptions(spec: FunctionSpec, project: RunSettings): RunOptions {
  const settings = vscode.workspace.getConfiguration("lamplight.run", vscode.Uri.file(spec.template ?? spec.root));
  const given = <T>(name: string, otherwise: T): T =>
    isSet(settings, name) ? settings.get(name, otherwise) : otherwise;
  const timeout = given("timeout", project.timeout);
  return {
    aws: accessOf(spec, { ...project.aws, ...given<RunSettings["aws"]>("aws", {}) }),
    inherit: given("inherit", project.inherit),
    ...(timeout !== "template" && { timeout }),
    ...pathOption("nodePath", settings, spec),
    ...pathOption("pythonPath", settings, spec),
    ...variablesOption(given("envFile", project.envFile), spec),
  };
}

function isSet(settings: vscode.WorkspaceConfiguration, name: string): boolean {
  const { globalValue, workspaceValue, workspaceFolderValue } = settings.inspect(name) ?? {};
  return [globalValue, workspaceValue, workspaceFolderValue].some((it) => it !== undefined);
}

function pathOption(
  name: "nodePath" | "pythonPath",
  settings: vscode.WorkspaceConfiguration,
  { root }: FunctionSpec,
): Partial<RunOptions> {
  const given = settings.get<string>(name, "").trim();
  if (given === "") return {};
  // A name without a separator is looked for on the PATH.
  return { [name]: /[\\/]/.test(given) ? path.resolve(root, given) : given };
}

function accessOf({ id }: FunctionSpec, aws: RunSettings["aws"]): AwsAccess {
  const setting = aws[id] ?? aws["*"];
  if (!setting) return { kind: "blocked" };
  return "profile" in setting
    ? { kind: "profile", profile: setting.profile }
    : { kind: "endpoint", url: setting.endpoint };
}

function variablesOption(envFile: string | undefined, { root }: FunctionSpec): Partial<RunOptions> {
  if (envFile === undefined || envFile.trim() === "") return {};
  const file = path.resolve(root, envFile);
  try {
    return { variables: parseEnv(readFileSync(file, "utf8")) as Record<string, string> };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(`the file of lamplight.run.envFile could not be read, correct the setting: ${why}`);
  }
}
