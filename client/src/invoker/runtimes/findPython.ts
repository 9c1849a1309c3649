import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { Refusal } from "../refusal.js";
import {
  environmentIn,
  homeOf,
  pinnedMinor,
  projectEnvironments,
  pyenvFolder,
  type Surroundings,
} from "./pythonEnvironments.js";
import { askPython, type Interpreter, minorOf, OLDEST_MINOR } from "./pythonVersion.js";
import type { FoundRuntime } from "./runtime.js";

export interface PythonSearch extends Surroundings {
  /** Of the function's `Runtime`: 13 of `python3.13`. */
  readonly minor: number;
  /** Executable that the user chose. */
  readonly chosen?: string | undefined;
}

const ON_WINDOWS = process.platform === "win32";

/**
 * The Python to run a function with: the user's choice, the environment of the project, the function's own version,
 * any other. @throws Refusal when the chosen one does not run, and when there is none
 */
export async function findPython(search: PythonSearch): Promise<FoundRuntime> {
  if (search.chosen) return chosenPython(search, search.chosen);
  const broken: string[] = [];
  const found = (await pythonOfProject(search, broken)) ?? (await installedPython(search));
  if (!found) {
    const reasons = broken.map((it) => ` (${it})`).join("");
    throw new Refusal(
      `no Python was found that runs this function${reasons}: install Python 3.${search.minor}, or name another by lamplight.run.pythonPath or --python`,
    );
  }
  const note = [...broken, ...(found.note ? [found.note] : [])].join("; ");
  return { path: found.path, version: found.version, ...(note && { note }) };
}

async function chosenPython(search: PythonSearch, chosen: string): Promise<FoundRuntime> {
  const executable = environmentIn(chosen)[0]?.executable ?? chosen;
  const interpreter = await askPython(executable, [], search.codeRoot);
  if (!interpreter) {
    throw new Refusal(`the chosen Python does not run: choose another, or none to have one found: ${chosen}`);
  }
  if (isTooOld(interpreter.version)) {
    throw new Refusal(
      `the chosen Python is too old to run functions here: choose Python 3.${OLDEST_MINOR} or later: ${chosen} is ${interpreter.version}`,
    );
  }
  return described(interpreter, search, chosen);
}

/** Says in `broken` what is there and cannot be used. */
async function pythonOfProject(search: PythonSearch, broken: string[]): Promise<FoundRuntime | undefined> {
  const seen = new Set<string>();
  for await (const { folder, executable, version } of projectEnvironments(search, search.minor)) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const label = path.relative(search.root, folder);
    const name = label.startsWith("..") ? folder : label;
    const interpreter = executable && (version ? { path: executable, version } : await askPython(executable));
    if (!interpreter) broken.push(`${name} is passed over: its interpreter is gone`);
    else if (isTooOld(interpreter.version)) {
      broken.push(`${name} is passed over: Python ${interpreter.version} is too old to run functions here`);
    } else return described({ ...interpreter, path: executable }, search, name);
  }
  return undefined;
}

/** Installed on the machine: the function's version, the project's, any. */
async function installedPython(search: PythonSearch): Promise<FoundRuntime | undefined> {
  const pinned = pinnedMinor(search);
  const minors = [search.minor, ...(pinned !== undefined && pinned !== search.minor ? [pinned] : [])];
  for (const { executable, args } of [
    ...minors.flatMap((minor) => candidatesOf(minor, search.own)),
    ...onPath("python3", search.own),
    ...onPath("python", search.own),
    ...launcher("-3", search.own),
  ]) {
    const interpreter = await askPython(executable, args, search.codeRoot);
    if (interpreter && !isTooOld(interpreter.version)) return described(interpreter, search, interpreter.path);
  }
  return undefined;
}

interface Candidate {
  readonly executable: string;
  readonly args?: readonly string[];
}

function candidatesOf(minor: number, own: Surroundings["own"]): readonly Candidate[] {
  return [
    // What the slow shims of pyenv would lead to is looked for below.
    ...onPath(`python3.${minor}`, own).filter(({ executable }) => !executable.includes(path.join(".pyenv", "shims"))),
    ...launcher(`-3.${minor}`, own),
    ...versionFolders(own).flatMap((folder) => installationsIn(folder, minor)),
  ];
}

function onPath(name: string, own: Surroundings["own"]): readonly Candidate[] {
  const folders = (own["PATH"] ?? own["Path"] ?? "").split(path.delimiter).filter((it) => path.isAbsolute(it));
  return folders
    .map((folder) => path.join(folder, ON_WINDOWS ? `${name}.exe` : name))
    .filter((it) => statSync(it, { throwIfNoEntry: false })?.isFile())
    .map((executable) => ({ executable }));
}

/** `py` of Windows. */
function launcher(version: string, own: Surroundings["own"]): readonly Candidate[] {
  return ON_WINDOWS ? onPath("py", own).map(({ executable }) => ({ executable, args: [version] })) : [];
}

/** Where pyenv and uv keep the versions that they installed, each in a folder. */
function versionFolders(own: Surroundings["own"]): readonly string[] {
  const data = own["XDG_DATA_HOME"] ?? path.join(homeOf(own), ".local", "share");
  return [
    pyenvFolder(own),
    path.join(homeOf(own), ".pyenv", "pyenv-win", "versions"),
    own["UV_PYTHON_INSTALL_DIR"] ?? path.join(data, "uv", "python"),
    ...(own["APPDATA"] ? [path.join(own["APPDATA"], "uv", "python")] : []),
  ];
}

/** `3.13.1`, `cpython-3.13.1-linux-x86_64-gnu`; the newest first. */
function installationsIn(folder: string, minor: number): readonly Candidate[] {
  if (!existsSync(folder)) return [];
  const patch = (name: string) => Number(/3\.\d+\.(\d+)/.exec(name)?.[1] ?? 0);
  return readdirSync(folder)
    .filter((it) => new RegExp(`^(?:cpython-)?3\\.${minor}(?:\\.|-|$)`).test(it))
    .sort((a, b) => patch(b) - patch(a))
    .flatMap((it) => ["bin/python3", "python.exe"].map((place) => path.join(folder, it, place)))
    .filter((it) => existsSync(it))
    .map((executable) => ({ executable }));
}

function isTooOld(version: string): boolean {
  return (minorOf(version) ?? 0) < OLDEST_MINOR;
}

function described({ path, version }: Interpreter, { minor }: PythonSearch, label: string): FoundRuntime {
  if (minorOf(version) === minor) return { path, version };
  return { path, version, note: `runs on Python ${version} (${label}), not on 3.${minor}` };
}
