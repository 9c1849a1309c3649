import { type Stats, statSync } from "node:fs";
import path from "node:path";
import type { FileId } from "../../../server/src/model/place.js";
import { fileIdOf } from "../../../server/src/workspace/uri.js";
import { UsageError } from "./usageError.js";

/** A folder or a template that the user named. */
export interface Target {
  readonly given: string;
  readonly file: FileId;
  readonly kind: "folder" | "file";
}

/** The targets of a command line; those inside another are left out, as they are checked with it. */
export function targetsOf(given: readonly string[], cwd: string): readonly Target[] {
  const all = (given.length === 0 ? ["."] : given).map((it) => targetOf(it, cwd));
  return all.filter(
    (it, index) =>
      !all.some((other) => other.kind === "folder" && other.file !== it.file && isInside(other.file, it.file)) &&
      all.findIndex((other) => other.file === it.file) === index,
  );
}

/** A file as the user would write it in the working directory, with forward slashes. */
export function displayIn(cwd: string): (file: FileId) => string {
  return (file) => path.relative(cwd, file).replaceAll(path.sep, "/") || ".";
}

/** True for the folder itself too. */
export function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function targetOf(given: string, cwd: string): Target {
  const file = path.resolve(cwd, given);
  const status = statusOf(file, given);
  if (given === "" || !status) {
    throw new UsageError(`there is no file or folder "${given}" in ${cwd}: check its spelling`);
  }
  if (status.isDirectory()) return { given, file: fileIdOf(file), kind: "folder" };
  if (status.isFile()) return { given, file: fileIdOf(file), kind: "file" };
  throw new UsageError(`${given} is neither a file nor a folder: name a template or a folder that holds one`);
}

function statusOf(file: string, given: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENAMETOOLONG") return undefined;
    throw new UsageError(`${given} cannot be read (${code}): name a file or folder that can`);
  }
}
