import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  InitializedNotification,
  InitializeRequest,
} from "vscode-languageserver/node";

const root = process.cwd();
const golden = path.join(root, "test", "client", "packageFiles.txt");
const work = mkdtempSync(path.join(tmpdir(), "lamplight-package-"));
const vsix = path.join(work, "lamplight.vsix");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

before(() => {
  const { status, stdout, stderr } = runNode("scripts/package.mjs", "--no-build", vsix);
  assert.equal(status, 0, stdout + stderr);
});

after(() => rmSync(work, { recursive: true, force: true }));

test("the package holds the files of the golden list and no other", () => {
  assert.equal(packageFiles().join("\n"), readFileSync(golden, "utf8").trim());
});

test("the package is smaller than 4 MB", () => {
  assert.ok(statSync(vsix).size < 4_000_000, `${statSync(vsix).size} bytes`);
});

test("the packaged command and server answer from another folder", async (t) => {
  const home = path.join(work, "installed");
  for (const file of packageFiles()) cpSync(path.join(root, file), path.join(home, file), { recursive: true });
  const folder = path.join(root, "test", "fixtures", "editor", "restricted");
  const date = "2026-11-23";

  const args = ["check", folder, "--format", "json", "--date", date];
  const command = spawnSync(process.execPath, [path.join(home, "dist", "cli.js"), ...args], {
    cwd: "/",
    encoding: "utf8",
  });
  assert.equal(command.status, 1, command.stderr);
  assert.deepEqual(JSON.parse(command.stdout).findings.map(ruleOf), ["limits/timeout-range"]);

  const server = spawn(process.execPath, [path.join(home, "dist", "server.js"), "--stdio"], { cwd: "/" });
  t.after(() => server.kill());
  const connection = createProtocolConnection(server.stdout, server.stdin);
  t.after(() => connection.dispose());
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  const capabilities = { textDocument: { diagnostic: {} } };
  const workspaceFolders = [{ uri: rootUri, name: "restricted" }];
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri,
    capabilities,
    workspaceFolders,
    initializationOptions: { date },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const uri = `${rootUri}/template.yaml`;
  const text = readFileSync(path.join(folder, "template.yaml"), "utf8");
  const textDocument = { uri, languageId: "yaml", version: 1, text };
  await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  assert.deepEqual(report.kind === "full" && report.items.map(({ code }) => code), ["limits/timeout-range"]);
});

test("the extension loads nothing but vscode until its client is wanted", () => {
  const bundle = readFileSync(path.join(root, "dist", "extension.js"), "utf8");
  const required = [...bundle.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
  assert.deepEqual(required.sort(), ["./client.js", "vscode"]);
  assert.ok(bundle.length < 10_000, `${bundle.length} bytes`);
});

test("whatever the manifest names exists", () => {
  assert.ok(existsSync(path.join(root, manifest.icon)));
  assert.ok(existsSync(path.join(root, manifest.main)));
  for (const file of Object.values<string>(manifest.bin)) assert.ok(existsSync(path.join(root, file)), file);
});

test("activation asks for exact names, and for one shallow pattern only: a pattern is a search of the folder", () => {
  const names: string[] = manifest.activationEvents;
  assert.ok(names.every((it) => it.startsWith("workspaceContains:")));
  const patterns = names.filter((it) => /[*?{]/.test(it));
  assert.equal(patterns.length, 1);
  assert.ok(patterns.every((it) => it.includes("*") && !it.includes("**")));
});

test("what Restricted Mode holds back are settings that exist", () => {
  const settings = Object.keys(manifest.contributes.configuration.properties);
  const restricted: string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations ?? [];
  assert.deepEqual(
    restricted.filter((it) => !settings.includes(it)),
    [],
  );
});

function packageFiles(): string[] {
  const { stdout } = runNode("node_modules/@vscode/vsce/vsce", "ls", "--no-dependencies");
  return stdout.trim().split("\n").sort();
}

function ruleOf({ rule }: { rule: string }): string {
  return rule;
}

function runNode(script: string, ...args: string[]) {
  return spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: root, encoding: "utf8" });
}
