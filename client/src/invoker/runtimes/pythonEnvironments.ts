import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { minorOf } from "./pythonVersion.js";

/** Where Python is looked for, and by whom. */
export interface Surroundings {
  /** Folder of the workspace. */
  readonly root: string;
  readonly codeRoot: string;
  /** Environment of the user. */
  readonly own: Readonly<Record<string, string | undefined>>;
}

/** A folder with an interpreter and packages of its own. */
export interface PythonEnvironment {
  readonly folder: string;
  /** Undefined for one whose interpreter is gone. */
  readonly executable: string | undefined;
  /** Where it is written down. */
  readonly version: string | undefined;
}

const FOLDER_NAMES = [".venv", "venv", "env", ".conda"];
const POETRY_LIMIT_MS = 3_000;

/** The environments of the project that the function belongs to, the closest first. */
export async function* projectEnvironments(
  surroundings: Surroundings,
  minor: number | undefined,
): AsyncGenerator<PythonEnvironment> {
  const { root, own } = surroundings;
  const active = own["VIRTUAL_ENV"];
  if (active && isWithin(active, root)) yield* environmentIn(active);
  for (const folder of foldersUpwards(surroundings)) {
    for (const name of FOLDER_NAMES) yield* environmentIn(path.join(folder, name));
    const pin = pinIn(folder);
    if (pin !== undefined) yield* environmentIn(path.join(pyenvFolder(own), pin));
    if (isPoetryProject(folder)) yield* poetryEnvironments(folder, own, minor);
    else if (existsSync(path.join(folder, "Pipfile"))) yield* pipenvEnvironments(folder, own);
  }
}

/** The wish of `.python-version`, which pyenv and uv read. */
export function pinnedMinor(surroundings: Surroundings): number | undefined {
  const pins = foldersUpwards(surroundings).map(pinIn);
  return minorOf(pins.find((it) => it !== undefined)?.replace(/^cpython[@-]/, "") ?? "");
}

/** Where pyenv keeps its versions, and environments among them. */
export function pyenvFolder(own: Surroundings["own"]): string {
  return path.join(own["PYENV_ROOT"] ?? path.join(homeOf(own), ".pyenv"), "versions");
}

export function homeOf(own: Surroundings["own"]): string {
  return own["HOME"] ?? own["USERPROFILE"] ?? "";
}

/** None where the folder is no environment. */
export function environmentIn(folder: string): readonly PythonEnvironment[] {
  const config = textOf(path.join(folder, "pyvenv.cfg"));
  if (config === undefined && !existsSync(path.join(folder, "conda-meta"))) return [];
  const executable = ["bin/python", "bin/python3", "Scripts/python.exe", "python.exe"]
    .map((it) => path.join(folder, it))
    .find((it) => existsSync(it));
  const home = config && /^\s*home\s*=\s*(.+?)\s*$/m.exec(config)?.[1];
  const version = config && /^\s*version(?:_info)?\s*=\s*(\d+\.\d+\.\d+)/m.exec(config)?.[1];
  // On Windows an environment has a copy of the interpreter, which lasts longer than what it needs.
  const isBroken = process.platform === "win32" && home && !existsSync(home);
  return [{ folder, executable: isBroken ? undefined : executable, version: version || undefined }];
}

/** From the code up to the folder of the workspace. */
export function foldersUpwards({ root, codeRoot }: Surroundings): readonly string[] {
  if (!isWithin(codeRoot, root)) return [codeRoot, root];
  const res = [path.resolve(codeRoot)];
  for (let folder = path.resolve(codeRoot); folder !== path.resolve(root); ) {
    folder = path.dirname(folder);
    res.push(folder);
  }
  return res;
}

/** Poetry names an environment for the project, the path of its folder, and the version: `orders-1a2B3c4D-py3.13`. */
async function* poetryEnvironments(
  project: string,
  own: Surroundings["own"],
  minor: number | undefined,
): AsyncGenerator<PythonEnvironment> {
  const mark = `-${hashOf(normal(project))}-py`;
  const places = poetryFolders(own);
  const found = places.flatMap((place) =>
    namesIn(place)
      .filter((it) => it.includes(mark))
      .map((it) => path.join(place, it)),
  );
  const fits = (folder: string) => minor !== undefined && folder.endsWith(`-py3.${minor}`);
  found.sort((a, b) => Number(fits(b)) - Number(fits(a)));
  const environments = found.flatMap(environmentIn);
  yield* environments;
  if (environments.length > 0) return;
  const told = await tellsPoetry(project, own);
  if (told) yield* environmentIn(told);
}

function poetryFolders(own: Surroundings["own"]): readonly string[] {
  const home = homeOf(own);
  const caches = [
    own["POETRY_CACHE_DIR"],
    path.join(own["XDG_CACHE_HOME"] ?? path.join(home, ".cache"), "pypoetry"),
    path.join(home, "Library", "Caches", "pypoetry"),
    own["LOCALAPPDATA"] && path.join(own["LOCALAPPDATA"], "pypoetry", "Cache"),
  ];
  return [own["POETRY_VIRTUALENVS_PATH"], ...caches.map((it) => it && path.join(it, "virtualenvs"))].filter(
    (it): it is string => !!it,
  );
}

/** Asks Poetry itself, where its settings put environments elsewhere. */
async function tellsPoetry(project: string, own: Surroundings["own"]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("poetry", ["env", "info", "-p"], {
      cwd: project,
      env: own,
      timeout: POETRY_LIMIT_MS,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The first entry of `.python-version`: a version, or the name of an environment of pyenv. */
function pinIn(folder: string): string | undefined {
  return textOf(path.join(folder, ".python-version"))
    ?.split(/\s+/)
    .find((it) => it !== "");
}

function isPoetryProject(folder: string): boolean {
  if (existsSync(path.join(folder, "poetry.lock"))) return true;
  return /^\s*\[tool\.poetry\]/m.test(textOf(path.join(folder, "pyproject.toml")) ?? "");
}

/** Pipenv takes the path of the Pipfile. */
function pipenvEnvironments(project: string, own: Surroundings["own"]): readonly PythonEnvironment[] {
  const place = own["WORKON_HOME"] ?? path.join(homeOf(own), ".local", "share", "virtualenvs");
  const mark = `-${hashOf(path.join(project, "Pipfile"))}`;
  return namesIn(place)
    .filter((it) => it.includes(mark))
    .flatMap((it) => environmentIn(path.join(place, it)));
}

/** As both tools shorten a path. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 8);
}

function normal(folder: string): string {
  const real = realpathSync(folder);
  return process.platform === "win32" ? real.toLowerCase().replaceAll("/", "\\") : real;
}

function isWithin(folder: string, root: string): boolean {
  const relative = path.relative(root, folder);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
