import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

/**
 * Who may import whom: design, section 1. A folder stands for all that is below it; the longest entry that contains a
 * file decides. Everything may import itself. What is marked `type` may be imported by `import type` only.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "server/src/model": [],
  "server/src/config": ["server/src/model", "server/src/data"],
  "server/src/config/cdk": ["server/src/config", "server/src/model", "server/src/data", "server/src/code"],
  "server/src/code": ["server/src/model"],
  "server/src/sdk": ["server/src/model", "server/src/code"],
  "server/src/iam": ["server/src/model"],
  "server/src/data": ["server/src/model"],
  "server/src/events": ["server/src/model", "server/src/data"],
  "server/src/schedule": [],
  "server/src/rules": ["server/src/model", "server/src/iam", "server/src/data", "server/src/schedule"],
  "server/src/workspace": ["server/src/model", "server/src/config", "server/src/code"],
  "server/src/features": [
    "server/src/model",
    "server/src/config",
    "server/src/code",
    "server/src/sdk",
    "server/src/iam",
    "server/src/data",
    "server/src/events",
    "server/src/schedule",
    "server/src/rules",
    "server/src/lamplight.ts",
    "server/src/findings.ts",
    "server/src/protocol.ts",
  ],
  "server/src/protocol.ts": ["server/src/model"],
  "client/src/extension.ts": ["client/src/editor", "type server/src/protocol.ts"],
  "client/src/editor": ["client/src/invoker", "type server/src/protocol.ts"],
  "client/src/invoker": ["type server/src/protocol.ts"],
};

/** The only folders and files that may import `vscode`. */
const EDITOR = ["client/src/editor", "client/src/extension.ts"];

const root = process.cwd();

interface Import {
  readonly file: string;
  /** A path from the root, or the name of a package. */
  readonly target: string;
  readonly typeOnly: boolean;
}

const imports = ["client/src", "server/src"].flatMap(sourceFiles).flatMap(importsOf);

test("no part of the source imports what it may not know", () => {
  assert.deepEqual(imports.filter((it) => !isAllowed(it)).map(describeImport), []);
});

test("only the editor's half imports vscode", () => {
  const intruders = imports.filter((it) => it.target === "vscode" && !EDITOR.some((part) => isIn(it.file, part)));
  assert.deepEqual(intruders.map(describeImport), []);
});

test("only the server's entry holds a connection", () => {
  const holders = sourceFiles("server/src").filter((it) => /\bcreateConnection\(/.test(read(it)));
  assert.deepEqual(
    holders.filter((it) => !["server/src/server.ts", "server/src/main.ts"].includes(it)),
    [],
  );
});

test("analysis does not read the disk, the clock, the network or the environment: only the workspace reads the disk", () => {
  const pure = ["model", "config", "code", "sdk", "iam", "data", "events", "schedule", "rules", "features"].map(
    (it) => `server/src/${it}`,
  );
  const forbidden = /^node:(fs|child_process|http|https|net|dns|os|process|worker_threads)(\/|$)/;
  const intruders = imports.filter((it) => forbidden.test(it.target) && pure.some((part) => isIn(it.file, part)));
  assert.deepEqual(intruders.map(describeImport), []);
});

test("the directions are really looked at", () => {
  assert.ok(imports.length > 20);
  const rule = { file: "server/src/model/place.ts", target: "server/src/rules/rule.ts", typeOnly: false };
  assert.equal(isAllowed(rule), false);
  const code = { file: "client/src/editor/client.ts", target: "server/src/protocol.ts" };
  assert.equal(isAllowed({ ...code, typeOnly: false }), false);
  assert.equal(isAllowed({ ...code, typeOnly: true }), true);
});

function isAllowed({ file, target, typeOnly }: Import): boolean {
  const part = partOf(file);
  if (!part || !/^(client|server)\//.test(target)) return true;
  if (isIn(target, part)) return true;

  return (ALLOWED[part] ?? []).some((it) =>
    it.startsWith("type ") ? typeOnly && isIn(target, it.slice("type ".length)) : isIn(target, it),
  );
}

function partOf(file: string): string | undefined {
  const parts = Object.keys(ALLOWED).filter((it) => isIn(file, it));
  return parts.sort((a, b) => b.length - a.length)[0];
}

function isIn(file: string, part: string): boolean {
  return file === part || file.startsWith(`${part}/`);
}

function describeImport({ file, target, typeOnly }: Import): string {
  return `${file} imports ${typeOnly ? "type " : ""}${target}`;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((it) => `${folder}/${it.replaceAll(path.sep, "/")}`)
    .filter((it) => it.endsWith(".ts"))
    .sort();
}

function importsOf(file: string): Import[] {
  const text = read(file);
  const statements = text.matchAll(/^(?:import|export)\b([^;"]*?)\s*(?:from\s*)?"([^"]+)"/gm);
  const dynamic = text.matchAll(/(?<!\w)()(?:import|require)\(\s*"([^"]+)"/g);
  return [...statements, ...dynamic].map(([, clause, specifier]) => ({
    file,
    target: resolved(file, specifier ?? ""),
    typeOnly: isTypeOnly(clause ?? ""),
  }));
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names =
    /\{([^}]*)\}/
      .exec(clause)?.[1]
      ?.split(",")
      .filter((it) => it.trim() !== "") ?? [];
  return names.length > 0 && names.every((it) => /^\s*type\s/.test(it));
}

function resolved(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, ".ts");
}
