import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { generateWorkspace } from "./generateWorkspace.js";

const RUNS = 5;
const KEYSTROKES = 40;

/** Prints what it takes to check a large workspace. Machines differ: the ratios to `node -e 0` travel, the figures do not. */
export async function benchAnalysis(vsix: string): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), "lamplight-bench-"));
  try {
    const { functions, files } = generateWorkspace(root);
    console.log(`workspace: ${functions} functions, ${files} source files\n`);
    const start = median(RUNS, () => timed(() => spawnSync(process.execPath, ["-e", "0"])));
    row("node -e 0", start, "ms");
    const check = median(RUNS, () => timed(() => spawnSync(process.execPath, ["dist/cli.js", "check", root])));
    row("cold check", check, "ms", "budget 3,000", check / start);
    await serverFigures(root, start);
    sizes(vsix);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function serverFigures(root: string, start: number): Promise<void> {
  const handler = path.join(root, "service-0", "src", "fn0.ts");
  const text = thousandLines(readFileSync(handler, "utf8"));
  writeFileSync(handler, text);
  const uri = pathToFileURL(handler).href;
  const began = performance.now();
  const server = spawn(process.execPath, ["dist/server.js", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.onRequest("client/registerCapability", () => null);
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    workspaceFolders: [{ uri: pathToFileURL(root).href, name: "bench" }],
    capabilities: { textDocument: { diagnostic: {} } },
  });
  await connection.sendNotification("initialized", {});
  await open(connection, uri, text);
  await pull(connection, uri);
  row("server start to first diagnostics", performance.now() - began, "ms", "", (performance.now() - began) / start);
  const keystrokes = await keystrokeTimes(connection, uri, text);
  row("keystroke to diagnostics, median", percentile(keystrokes, 0.5), "ms", "budget 100");
  row("keystroke to diagnostics, 95 %", percentile(keystrokes, 0.95), "ms");
  const memory = residentMegabytes(server.pid);
  if (memory !== undefined) row("server memory, resident", memory, "MB", "budget 250");
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  connection.dispose();
}

/** Types a name into the handler's body, a character at a time, and pulls the diagnostics of the file after each. */
async function keystrokeTimes(connection: MessageConnection, uri: string, text: string): Promise<readonly number[]> {
  const line = text.slice(0, text.indexOf("for (const record")).split("\n").length - 1;
  const res: number[] = [];
  for (let stroke = 0; stroke < KEYSTROKES; stroke++) {
    const position = { line, character: 0 };
    const began = performance.now();
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: stroke + 2 },
      contentChanges: [{ range: { start: position, end: position }, text: stroke % 10 === 9 ? ";\n" : "x" }],
    });
    await pull(connection, uri);
    res.push(performance.now() - began);
  }
  return res;
}

async function open(connection: MessageConnection, uri: string, text: string): Promise<void> {
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text },
  });
}

async function pull(connection: MessageConnection, uri: string): Promise<unknown> {
  return connection.sendRequest("textDocument/diagnostic", { textDocument: { uri } });
}

/** The handler of the budget: its own text, and functions below it up to 1,000 lines. */
function thousandLines(text: string): string {
  const functions: string[] = [];
  for (let index = 0; text.split("\n").length + functions.length * 8 < 1_000; index++) {
    functions.push(`
function validate${index}(order: Order0): string | undefined {
  const { id, items } = order;
  if (!id.startsWith("order-")) return \`bad id: \${id}\`;
  for (const item of items) if (item.quantity < ${index}) return item.sku;
  return undefined;
}
`);
  }
  return text + functions.join("");
}

function sizes(vsix: string): void {
  row("VSIX", statSync(vsix).size / 1e6, "MB", "budget 4");
  for (const name of readdirSync("dist").filter((it) => it.endsWith(".js"))) {
    row(`dist/${name}`, statSync(path.join("dist", name)).size / 1e3, "kB");
  }
}

function residentMegabytes(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

function timed(action: () => unknown): number {
  const began = performance.now();
  action();
  return performance.now() - began;
}

function median(runs: number, measure: () => number): number {
  return percentile(
    Array.from({ length: runs }, () => measure()),
    0.5,
  );
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function row(name: string, value: number, unit: string, budget = "", ratio?: number): void {
  const times = ratio === undefined ? "" : `${ratio.toFixed(1)} x node -e 0`;
  console.log(`${name.padEnd(36)}${value.toFixed(1).padStart(10)} ${unit.padEnd(4)}${budget.padEnd(16)}${times}`);
}
