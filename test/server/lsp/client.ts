import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { STATUS_NOTIFICATION, type Status } from "../../../server/src/protocol.js";

export const SERVER = path.resolve("dist/server.js");

/** What VS Code can do, as far as it matters here. */
export const VSCODE: ClientCapabilities = {
  textDocument: { diagnostic: {}, definition: { linkSupport: true } },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
  },
};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: Readonly<Record<string, unknown>>;
  /** Folders of the workspace, by their names below the temporary folder; that folder itself when not given. */
  readonly folders?: readonly string[];
  /** Answers `workspace/configuration`. */
  readonly settings?: () => unknown;
  readonly transport?: "stdio" | "ipc";
  readonly server?: string;
  readonly cwd?: string;
}

/** A client as plain as the protocol allows, its server in a process of its own, a workspace in a temporary folder. */
export class Client {
  readonly statuses: Status[] = [];
  readonly logs: string[] = [];
  readonly published = new Map<string, Diagnostic[]>();
  readonly registrations: string[] = [];
  refreshes = 0;
  private listeners: (() => void)[] = [];
  private versions = new Map<string, number>();

  constructor(
    readonly connection: ProtocolConnection,
    readonly server: ChildProcess,
    readonly root: string,
    options: ClientOptions,
  ) {
    connection.onNotification(STATUS_NOTIFICATION, (it: Status) => this.note(() => this.statuses.push(it)));
    connection.onNotification(LogMessageNotification.type, ({ message }) => this.note(() => this.logs.push(message)));
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) =>
      this.note(() => this.published.set(uri, diagnostics)),
    );
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
      this.note(() => {
        this.refreshes += 1;
      });
    });
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => options.settings?.() ?? null));
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.note(() => this.registrations.push(...registrations.map((it) => it.method)));
    });
  }

  uri(name: string): string {
    return pathToFileURL(path.join(this.root, name)).toString();
  }

  write(name: string, text: string): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Tells of a change on the disk, as a watcher would. */
  async changed(name: string): Promise<void> {
    const changes = [{ uri: this.uri(name), type: 2 }];
    await this.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
  }

  async open(name: string, text: string, languageId = "yaml"): Promise<void> {
    this.versions.set(name, 1);
    const textDocument = { uri: this.uri(name), languageId, version: 1, text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  async edit(name: string, text: string): Promise<void> {
    const version = (this.versions.get(name) ?? 0) + 1;
    this.versions.set(name, version);
    const textDocument = { uri: this.uri(name), version };
    await this.connection.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
  }

  async close(name: string): Promise<void> {
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri: this.uri(name) } });
  }

  async diagnostics(name: string): Promise<readonly Diagnostic[]> {
    const report = await this.connection.sendRequest<{ kind: string; items: Diagnostic[] }>("textDocument/diagnostic", {
      textDocument: { uri: this.uri(name) },
    });
    assert.equal(report.kind, "full");
    return report.items;
  }

  /** The rules that report something in a file, in the order of their places. */
  async rules(name: string): Promise<readonly unknown[]> {
    return (await this.diagnostics(name)).map((it) => it.code);
  }

  /** Waits until something that was received makes the condition true. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const deadline = AbortSignal.timeout(20_000);
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        this.listeners.push(resolve);
        deadline.onabort = () => reject(new Error(`never came: ${what}; the log says: ${this.logs.join("\n")}`));
      });
    }
  }

  async shutdown(): Promise<number | null> {
    const exited = once(this.server, "exit");
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    const [code] = await exited;
    return code;
  }

  note(change: () => void): void {
    change();
    const { listeners } = this;
    this.listeners = [];
    for (const it of listeners) it();
  }
}

/** Starts a server on a workspace with these files and initializes it. The test's end stops and removes all of it. */
export async function startClient(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  options: ClientOptions = {},
): Promise<Client & { readonly initialized: InitializeResult }> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "lamplight-lsp-")));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const server = spawnServer(options);
  t.after(() => server.kill("SIGKILL"));
  const connection = connect(server);
  t.after(() => connection.dispose());

  const client = new Client(connection, server, root, options);
  // A request that is never answered would end the test without a word of why.
  const errors: string[] = [];
  server.stderr?.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  const died = once(server, "exit").then(([code]) => Promise.reject(new Error(`exit ${code}: ${errors.join("")}`)));
  died.catch(() => {});
  for (const [name, text] of Object.entries(files)) client.write(name, text);
  connection.listen();
  const folders = options.folders ?? [""];
  const initializing = connection.sendRequest<InitializeResult>("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? VSCODE,
    workspaceFolders: folders.map((name) => ({ uri: client.uri(name).replace(/\/$/, ""), name: name || "root" })),
    initializationOptions: { date: "2026-11-23", ...options.initializationOptions },
  });
  const initialized = await Promise.race([initializing, died]);
  await connection.sendNotification("initialized", {});
  return Object.assign(client, { initialized });
}

function spawnServer({ server = SERVER, cwd, transport = "stdio" }: ClientOptions): ChildProcess {
  const args = [server, transport === "ipc" ? "--node-ipc" : "--stdio"];
  const stdio = transport === "ipc" ? (["ignore", "inherit", "inherit", "ipc"] as const) : "pipe";
  return spawn(process.execPath, args, { cwd, stdio: typeof stdio === "string" ? stdio : [...stdio] });
}

function connect(server: ChildProcess): ProtocolConnection {
  if (!server.stdout || !server.stdin) {
    return createProtocolConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
  }
  return createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
}

/** A SAM template with one function, `app.handler` in `src/`. */
export function template(properties: Readonly<Record<string, string | number>> = {}): string {
  const all = { CodeUri: "src/", Handler: "app.handler", Runtime: "nodejs24.x", ...properties };
  const lines = Object.entries(all).map(([name, value]) => `      ${name}: ${value}`);
  return `Transform: AWS::Serverless-2016-10-31
Resources:
  OrdersFunction:
    Type: AWS::Serverless::Function
    Properties:
${lines.join("\n")}
`;
}

export const HANDLER = "export const handler = async (event) => event;\n";
