import { readFileSync } from "node:fs";
import path from "node:path";
import { foldersUpwards, type Surroundings } from "./pythonEnvironments.js";

/** The version of Node that a project asks its developers to use. */
export interface NodePin {
  /** Name of the file that says so. */
  readonly file: string;
  /** `22`, `22.11` or `22.11.0`. */
  readonly version: string;
}

/** The pin that is closest to the code. One that names no number, as `lts/*` does, is none. */
export function nodePin(surroundings: Surroundings): NodePin | undefined {
  for (const folder of foldersUpwards(surroundings)) {
    for (const [file, versionIn] of Object.entries(PIN_FILES)) {
      const text = textOf(path.join(folder, file));
      const version = text && /^v?(\d+(?:\.\d+){0,2})$/.exec(versionIn(text) ?? "")?.[1];
      if (version) return { file, version };
    }
  }
  return undefined;
}

const PIN_FILES: Readonly<Record<string, (text: string) => string | undefined>> = {
  ".nvmrc": firstLine,
  ".node-version": firstLine,
  ".tool-versions": (text) => /^nodejs[ \t]+(\S+)/m.exec(text)?.[1],
  "package.json": voltaVersion,
};

function firstLine(text: string): string | undefined {
  return text
    .split(/\r?\n/)
    .map((it) => it.replace(/#.*/, "").trim())
    .find((it) => it !== "");
}

function voltaVersion(text: string): string | undefined {
  try {
    const manifest = JSON.parse(text) as { readonly volta?: { readonly node?: unknown } } | null;
    return String(manifest?.volta?.node ?? "");
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
