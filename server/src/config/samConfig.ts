import { parse, TomlError } from "smol-toml";
import { baseName, parentOf, resolve } from "../model/path.js";
import type { FileId } from "../model/place.js";

/** The file in which the SAM CLI keeps how to deploy. */
export const SAM_CONFIG = "samconfig.toml";

/** What a `samconfig.toml` says of deployments, by the environments that it knows. */
export interface SamConfig {
  readonly environments: ReadonlyMap<string, SamDeployment>;
  /** Why it could not be read. */
  readonly problem?: string | undefined;
}

interface SamDeployment {
  /** As written; undefined where the SAM CLI would look for `template.yaml` itself. */
  readonly template: string | undefined;
  /** Values of template parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads a `samconfig.toml`. Never throws; what is not understood is left out. */
export function readSamConfig(text: string): SamConfig {
  try {
    const environments = Object.entries(parse(text)).flatMap(([name, it]) =>
      isTable(it) ? [[name, deploymentOf(it)] as const] : [],
    );
    return { environments: new Map(environments) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { environments: new Map(), problem: `not TOML at ${error.line}:${error.column}` };
  }
}

/** The values that deploying a template would give to its parameters; undefined when the file is not about it. */
export function overridesFor(
  template: FileId,
  config: SamConfig,
  file: FileId,
  environment: string,
): SamDeployment["parameters"] | undefined {
  const deployment = config.environments.get(environment);
  if (!deployment) return undefined;
  const folder = parentOf(file);
  const named = deployment.template === undefined ? undefined : resolve(folder, deployment.template);
  // What is built is deployed from a folder of its own, and is the template beside the file.
  const isBuilt = named?.includes("/.aws-sam/") === true;
  const isMeant =
    named === undefined || isBuilt
      ? parentOf(template) === folder && /^template\.(?:ya?ml|json)$/.test(baseName(template))
      : named === template;
  return isMeant ? deployment.parameters : undefined;
}

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What `deploy` says, and where it says nothing, `global`. */
function deploymentOf(environment: Table): SamDeployment {
  const settings = [environment.deploy, environment.global].flatMap((it) =>
    isTable(it) && isTable(it.parameters) ? [it.parameters] : [],
  );
  const setting = (key: string) => settings.find((it) => Object.hasOwn(it, key))?.[key];
  const template = setting("template_file") ?? setting("template");
  return {
    template: typeof template === "string" && template !== "" ? template : undefined,
    parameters: overridesOf(setting("parameter_overrides")),
  };
}

/** `A=1 B="x y"`, `ParameterKey=A,ParameterValue=1`, a list of those, or a table. */
function overridesOf(value: unknown): SamDeployment["parameters"] {
  if (isTable(value)) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, it]) => {
        const text = textOf(it);
        return text === undefined ? [] : [[key, text]];
      }),
    );
  }
  const texts = Array.isArray(value) ? value : [value];
  return Object.fromEntries(texts.flatMap((it) => (typeof it === "string" ? pairsIn(it) : [])));
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (!Array.isArray(value)) return undefined;
  const items = value.map(textOf);
  return items.every((it) => it !== undefined) ? items.join(",") : undefined;
}

const VALUE = /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|((?:\\.|[^\s"'\\])*)/.source;
const PAIR = new RegExp(`(?:^|\\s)(?:ParameterKey=([\\w.-]+),ParameterValue=|([\\w.-]+)=)(?:${VALUE})(?=\\s|$)`, "g");

function pairsIn(text: string): readonly (readonly [string, string])[] {
  return [...text.trim().matchAll(PAIR)].map(([, legacyKey, key, double, single, plain]) => [
    legacyKey ?? key ?? "",
    (double ?? single ?? plain ?? "").replaceAll(/\\(.)/g, "$1"),
  ]);
}
