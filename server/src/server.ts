import path from "node:path";
import {
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  CodeLensRefreshRequest,
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  type DocumentSymbol,
  type InitializeResult,
  type Location,
  type LocationLink,
  LSPErrorCodes,
  ProposedFeatures,
  ResponseError,
  type SymbolInformation,
  type TextDocumentIdentifier,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Client, clientOf } from "./client.js";
import { clientSettings } from "./clientSettings.js";
import { codeActions, type EditAbilities, FIX_ALL_KIND, workspaceEdit } from "./features/codeActions.js";
import { completions } from "./features/completion.js";
import { definitions } from "./features/definition.js";
import { documentReport, workspaceReport } from "./features/diagnosticReports.js";
import { documentLinks } from "./features/documentLinks.js";
import { documentSymbols, flatSymbols } from "./features/documentSymbols.js";
import { highlights } from "./features/highlights.js";
import { hover } from "./features/hover.js";
import { references } from "./features/references.js";
import { rename, renameable } from "./features/rename.js";
import type { Analysis, Position } from "./lamplight.js";
import { Lenses } from "./lenses.js";
import { distinct } from "./model/distinct.js";
import { isInside } from "./model/path.js";
import type { FileId } from "./model/place.js";
import { DEFAULT_RUN_SETTINGS, type Settings } from "./model/settings.js";
import { type Outcome, Projects, type Snapshot } from "./projects.js";
import {
  EVENT_REQUEST,
  EVENTS_REQUEST,
  type EventParams,
  type EventsParams,
  FUNCTION_REQUEST,
  FUNCTIONS_REQUEST,
  type FunctionAnswer,
  type FunctionParams,
  type FunctionsParams,
  RUN_COMMAND,
  RUN_SETTINGS_REQUEST,
  type RunSettings,
  type RunSettingsParams,
  STATUS_NOTIFICATION,
  type Status,
} from "./protocol.js";
import { RunRequests } from "./runRequests.js";
import { ClientUris, pathOf } from "./workspace/uri.js";

const TRANSPORT_ARGUMENT = /^--(stdio|node-ipc|socket|pipe)(=|$)/;
const WATCHED_FILES = "**/*.{yaml,yml,json,template,ts,tsx,mts,cts,js,jsx,mjs,cjs,py,toml}";
const UNWATCHED_FOLDERS = /\/(node_modules|\.git)\//;
/** What is answered when a bug keeps the function from being read. */
const UNANSWERED: FunctionAnswer = {
  kind: "problem",
  message: "the function could not be read because of an error of Lamplight; its log tells more",
};

/** Any other file may be a template: settings name those with unusual endings. */
const CODE_FILE = /\.(?:[cm]?[jt]sx?|py)$/;

/** What stands in front of a name: `!Ref `, `Table.`, `${`, `[`, `"`. */
const COMPLETION_TRIGGERS = [" ", ".", "{", "[", '"', "'"];

/** A template without a folder is a project of its own. */
const LAMBDA_RESOURCE = /AWS::(Serverless|Lambda)::/;

/** Serves the client that started this process, over the transport that its arguments name; standard streams else. */
export function runServer(): void {
  const connection = process.argv.some((it) => TRANSPORT_ARGUMENT.test(it))
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  startServer(connection);
}

/** Answers a client until it says `exit`. The clock is read here, once; analysis is given the date. */
export function startServer(connection: Connection): void {
  const today = new Date().toISOString().slice(0, 10);
  connection.onInitialize((params) => {
    const client = clientOf(params, today);
    new Session(connection, client).listen();
    return initializeResult(client);
  });
  connection.listen();
}

function initializeResult(client: Client): InitializeResult {
  return {
    serverInfo: { name: "lamplight" },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      ...(client.pulls && {
        diagnosticProvider: { identifier: "lamplight", interFileDependencies: true, workspaceDiagnostics: true },
      }),
      codeActionProvider: { codeActionKinds: ["quickfix", FIX_ALL_KIND] },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      documentSymbolProvider: true,
      completionProvider: { triggerCharacters: COMPLETION_TRIGGERS, resolveProvider: false },
      renameProvider: client.preparesRename ? { prepareProvider: true } : true,
      documentLinkProvider: { resolveProvider: false },
      ...(client.commands.has(RUN_COMMAND) && { codeLensProvider: { resolveProvider: false } }),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

/** One client, and what it has open. */
class Session {
  private readonly documents = new TextDocuments(TextDocument);
  private readonly uris = new ClientUris();
  private readonly uriOf = (file: FileId) => this.uris.uriOf(file);
  private readonly projects: Projects;
  private readonly lenses: Lenses;
  private readonly runs: RunRequests;
  private sentSettings: unknown;
  /** Folders and settings change one after the other; every answer waits for the last of them. */
  private ready: Promise<void> = Promise.resolve();
  private status: Status | undefined;
  private toldTroubles = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly client: Client,
  ) {
    this.sentSettings = client.settings;
    this.projects = new Projects({
      date: client.date,
      grammars: path.join(__dirname, "wasm"),
      uriOf: this.uriOf,
      observe: (outcome) => this.guard(() => this.conclude(outcome)),
    });
    const { date, commands } = client;
    this.lenses = new Lenses(this.projects, { date, commands, pathOf, uriOf: this.uriOf });
    this.runs = new RunRequests({
      date,
      projects: this.projects,
      lenses: this.lenses,
      uris: this.uris,
      warn: (message) => connection.console.warn(message),
    });
  }

  listen(): void {
    const { connection, documents } = this;
    connection.onInitialized(() => this.start());
    connection.onShutdown(() => this.projects.close());
    connection.onDidChangeConfiguration(({ settings }) => this.changeSettings(settings));
    connection.onDidChangeWatchedFiles((params) => this.changeFiles(params));
    documents.onDidChangeContent(({ document }) => this.changeDocument(document));
    documents.onDidSave(({ document }) => this.saveDocument(document));
    documents.onDidClose(({ document }) => this.closeDocument(document));
    documents.listen(connection);
    this.listenToRequests();
    this.listenToNames();
    this.listenToRunRequests();
  }

  private listenToRequests(): void {
    const { connection, uriOf } = this;
    connection.languages.diagnostics.on(
      this.answer({ kind: "full", items: [] }, ({ reports }, { textDocument, previousResultId }) =>
        documentReport(reports.get(this.fileOf(textDocument)), previousResultId),
      ),
    );
    connection.languages.diagnostics.onWorkspace(
      this.answer({ items: [] }, ({ reports }, { previousResultIds }) =>
        workspaceReport(reports, previousResultIds, uriOf, (uri) => this.documents.get(uri)?.version ?? null),
      ),
    );
    connection.onCodeAction(this.answer([], (snapshot, params) => this.codeActions(snapshot, params)));
    connection.onHover(
      this.answer(null, ({ analyses }, { textDocument, position }) => {
        const file = this.fileOf(textDocument);
        const hovers = analyses.flatMap((it) => hover(it, file, position, this.client.date) ?? []);
        return hovers[0] ?? null;
      }),
    );
    connection.onDefinition(
      this.answer([], (snapshot, { textDocument, position }) =>
        this.definitions(snapshot, this.fileOf(textDocument), position),
      ),
    );
    connection.onDocumentLinks(
      this.answer([], ({ analyses }, { textDocument }) =>
        distinct(analyses.flatMap((it) => documentLinks(it, this.fileOf(textDocument), uriOf))),
      ),
    );
  }

  /** What is asked of the names in templates. */
  private listenToNames(): void {
    const { connection, client } = this;
    connection.onReferences(
      this.answer([], ({ analyses }, { textDocument, position, context }) => {
        const file = this.fileOf(textDocument);
        const ranges = analyses.flatMap((it) => references(it, file, position, context.includeDeclaration));
        return distinct(ranges).map((it) => ({ uri: this.uriOf(it.file), range: it.range }));
      }),
    );
    connection.onDocumentHighlight(
      this.answerForTemplates([], ({ analyses }, { textDocument, position }) =>
        distinct(analyses.flatMap((it) => highlights(it, this.fileOf(textDocument), position))),
      ),
    );
    connection.onDocumentSymbol(
      this.answerForTemplates([], ({ analyses }, { textDocument }): DocumentSymbol[] | SymbolInformation[] => {
        const symbols = firstAnswer(analyses, (it) => documentSymbols(it, this.fileOf(textDocument)));
        return client.symbolTrees ? [...symbols] : flatSymbols(symbols, textDocument.uri);
      }),
    );
    connection.onCompletion(
      this.answerForTemplates([], ({ analyses }, { textDocument, position }) => {
        const file = this.fileOf(textDocument);
        return [...firstAnswer(analyses, (it) => completions(it, file, position, client))];
      }),
    );
    connection.onPrepareRename(
      this.answerForTemplates(null, ({ analyses }, { textDocument, position }) => {
        const res = renameable(analysisOf(analyses, this.fileOf(textDocument)), this.fileOf(textDocument), position);
        return res.kind === "name" ? { range: res.range, placeholder: res.name } : refusal(res.message);
      }),
    );
    connection.onRenameRequest(
      this.answerForTemplates(null, ({ analyses }, { textDocument, position, newName }) => {
        const file = this.fileOf(textDocument);
        const res = rename(analysisOf(analyses, file), file, position, newName);
        return res.kind === "edits" ? workspaceEdit(res.edits, this.editAbilities()) : refusal(res.message);
      }),
    );
  }

  /**
   * The one way a request is answered: from the snapshot of the present state. A bug in a feature is logged and gets
   * `empty`, so that it costs the user that feature and not the server.
   */
  private answer<P, R>(empty: R, feature: (snapshot: Snapshot, params: P) => R | Promise<R>) {
    return async (params: P, token: CancellationToken): Promise<R | ResponseError<never>> => {
      let res = empty;
      try {
        const snapshot = await unlessCancelled(this.snapshot(), token);
        if (snapshot) res = await feature(snapshot, params);
      } catch (error) {
        this.log(error);
      }
      return token.isCancellationRequested ? new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled") : res;
    };
  }

  /** `answer` for what only templates have: in code, nobody waits for an analysis to be told nothing. */
  private answerForTemplates<P extends { readonly textDocument: TextDocumentIdentifier }, R>(
    empty: R,
    feature: (snapshot: Snapshot, params: P) => R | Promise<R>,
  ) {
    const answer = this.answer(empty, feature);
    return async (params: P, token: CancellationToken): Promise<R | ResponseError<never>> =>
      CODE_FILE.test(params.textDocument.uri) ? empty : answer(params, token);
  }

  /** What is asked for runs, and for the lenses that start them. */
  private listenToRunRequests(): void {
    const { connection } = this;
    connection.onCodeLens(
      this.answer([], async (snapshot, { textDocument }) => {
        const document = this.documents.get(textDocument.uri);
        return document ? [...(await this.lenses.of(snapshot, this.fileOf(document), document.getText()))] : [];
      }),
    );
    const { runs } = this;
    connection.onRequest<FunctionAnswer, never>(
      FUNCTION_REQUEST,
      this.answer<FunctionParams, FunctionAnswer>(UNANSWERED, (snapshot, params) => runs.spec(snapshot, params)),
    );
    connection.onRequest<RunSettings, never>(
      RUN_SETTINGS_REQUEST,
      this.answer(DEFAULT_RUN_SETTINGS, (_, params: RunSettingsParams) => runs.settings(params)),
    );
    connection.onRequest(
      FUNCTIONS_REQUEST,
      this.answer([], (snapshot, params: FunctionsParams | null) => runs.functions(snapshot, params?.at)),
    );
    connection.onRequest(
      EVENTS_REQUEST,
      this.answer([], (snapshot, params: EventsParams | null) => runs.eventOffers(snapshot, params?.target)),
    );
    connection.onRequest(
      EVENT_REQUEST,
      this.answer({ text: "{}\n" }, (snapshot, params: EventParams) => runs.event(snapshot, params)),
    );
  }

  private async snapshot(): Promise<Snapshot> {
    await this.ready;
    return this.projects.snapshot();
  }

  private codeActions({ reports, analyses }: Snapshot, params: CodeActionParams): CodeAction[] {
    const file = this.fileOf(params.textDocument);
    const report = reports.get(file);
    const text = analyses.map((it) => it.text(file)).find((it) => it !== undefined);
    if (!report || text === undefined) return [];

    const { diagnostics, only } = params.context;
    const actions = codeActions(
      report,
      { file, text, range: params.range, diagnostics, only },
      {
        ...this.editAbilities(),
        createsFiles: this.client.createsFiles,
        showDocumentation: this.client.showsDocumentation,
      },
    );
    return [...actions];
  }

  private editAbilities(): EditAbilities {
    return {
      uriOf: this.uriOf,
      versionOf: (it) => this.documents.get(this.uriOf(it))?.version ?? null,
      documentChanges: this.client.documentChanges,
    };
  }

  private definitions({ analyses }: Snapshot, file: FileId, position: Position): Location[] | LocationLink[] {
    const links = distinct(analyses.flatMap((it) => definitions(it, file, position, this.uriOf)));
    if (this.client.definitionLinks) return links;
    return links.map((it) => ({ uri: it.targetUri, range: it.targetSelectionRange }));
  }

  private start(): void {
    this.tell({ kind: "analysing", templates: 0, functions: 0 });
    this.later(async () => {
      await this.register();
      await this.open(this.client.folders.map((it) => this.uris.fileIdOf(it)));
      // A session without a folder has nothing to open, and still an answer to give.
      if (this.client.folders.length === 0) await this.projects.snapshot();
    });
    if (!this.client.changesFolders) return;
    this.connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
      this.later(() =>
        this.open(
          added.map((it) => this.fileOf(it)),
          removed.map((it) => this.fileOf(it)),
        ),
      ),
    );
  }

  private async register(): Promise<void> {
    const { client, connection } = this;
    if (client.watchesSettings) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "lamplight" });
    }
    if (!client.watchesFiles) return;
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      // A deleted folder is told as one deletion, whatever was in it.
      watchers: [{ globPattern: WATCHED_FILES }, { globPattern: "**/*", kind: WatchKind.Delete }],
    });
  }

  private async open(roots: readonly FileId[], closing: readonly FileId[] = []): Promise<void> {
    const settings = await Promise.all(roots.map(async (it) => [it, await this.settingsOf(it)] as const));
    await this.projects.exchange(new Map(settings), closing);
  }

  private async settingsOf(root: FileId): Promise<Settings> {
    const { connection, client } = this;
    const section: unknown = client.answersSettings
      ? await connection.workspace.getConfiguration({ scopeUri: this.uriOf(root), section: "lamplight" })
      : this.sentSettings;
    const { settings, codeLens, problems } = clientSettings(section);
    if (this.lenses.setMode(root, codeLens)) this.refreshLenses();
    for (const problem of problems) connection.console.warn(problem);
    return settings;
  }

  private changeSettings(settings: unknown): void {
    if (typeof settings === "object" && settings !== null && "lamplight" in settings) {
      this.sentSettings = settings.lamplight;
    }
    this.later(async () => {
      for (const root of this.projects.roots) this.projects.configure(root, await this.settingsOf(root));
    });
  }

  private changeFiles({ changes }: DidChangeWatchedFilesParams): void {
    const files = changes.filter((it) => !UNWATCHED_FOLDERS.test(it.uri)).map((it) => this.uris.fileIdOf(it.uri));
    if (files.length > 0) this.projects.invalidate(files);
  }

  private changeDocument(document: TextDocument): void {
    if (!isOnDisk(document)) return;
    const file = this.fileOf(document);
    this.projects.overlay(file, document.getText());
    if (!this.isLoose(file) || !LAMBDA_RESOURCE.test(document.getText())) return;
    // Asked again in its turn: the folder that holds it may only be about to be opened.
    this.later(async () => {
      if (this.isLoose(file)) await this.open([file]);
    });
  }

  private saveDocument(document: TextDocument): void {
    if (isOnDisk(document)) this.projects.invalidate([this.fileOf(document)]);
  }

  private closeDocument(document: TextDocument): void {
    if (!isOnDisk(document)) return;
    const file = this.fileOf(document);
    this.lenses.close(file);
    this.projects.overlay(file, undefined);
    this.projects.invalidate([file]);
    this.later(async () => {
      if (this.projects.roots.includes(file)) await this.open([], [file]);
    });
  }

  /** In no folder that is open, and not a project of its own yet. */
  private isLoose(file: FileId): boolean {
    return !this.projects.roots.some((it) => isInside(it, file));
  }

  private conclude({ snapshot, changed, edited, first, failures }: Outcome): void {
    for (const failure of failures) this.log(failure);
    this.tellTroubles(snapshot);
    this.tell({
      kind: failures.length > 0 ? "failed" : "idle",
      templates: count(snapshot, (it) => it.templates.length),
      functions: count(snapshot, (it) => it.functions.length),
      ...(failures.length > 0 && { message: messageOf(failures[0]) }),
    });
    if (!this.client.pulls) {
      this.publish(snapshot, changed);
    } else if (this.client.refreshes && !first && changed.some((it) => !edited.has(it))) {
      this.connection.languages.diagnostics.refresh().catch((error: unknown) => this.log(error));
    }
    if (this.lenses.outdated(snapshot, edited)) this.refreshLenses();
  }

  private refreshLenses(): void {
    if (!this.client.refreshesLenses) return;
    this.connection.sendRequest(CodeLensRefreshRequest.type).catch((error: unknown) => this.log(error));
  }

  private publish({ reports }: Snapshot, changed: readonly FileId[]): void {
    for (const file of changed) {
      const diagnostics = reports.get(file)?.squiggles.map((it) => it.diagnostic) ?? [];
      void this.connection.sendDiagnostics({ uri: this.uriOf(file), diagnostics });
    }
  }

  private tell(status: Status): void {
    if (JSON.stringify(status) === JSON.stringify(this.status)) return;
    this.status = status;
    void this.connection.sendNotification(STATUS_NOTIFICATION, status);
  }

  /** Says once what could not be read. */
  private tellTroubles({ analyses }: Snapshot): void {
    const messages = new Set(analyses.flatMap((it) => it.troubles).map((it) => `${it.file}: ${it.message}`));
    for (const message of messages) if (!this.toldTroubles.has(message)) this.connection.console.warn(message);
    this.toldTroubles = messages;
  }

  private fileOf({ uri }: { readonly uri: string }): FileId {
    return this.uris.fileIdOf(uri);
  }

  private later(work: () => Promise<void>): void {
    this.ready = this.ready.then(work).catch((error: unknown) => this.log(error));
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.log(error);
    }
  }

  private log(error: unknown): void {
    this.connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** The answer of the first project that knows the file. */
function firstAnswer<T>(analyses: readonly Analysis[], ask: (analysis: Analysis) => readonly T[]): readonly T[] {
  return analyses.map(ask).find((it) => it.length > 0) ?? [];
}

/** The project that reads a file as a template. */
function analysisOf(analyses: readonly Analysis[], file: FileId): Analysis | undefined {
  return analyses.find((it) => it.syntax(file));
}

/** Tells the user why nothing is done. */
function refusal(message: string): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/** Undefined once the token is cancelled, without waiting for the work. */
async function unlessCancelled<T>(work: Promise<T>, token: CancellationToken): Promise<T | undefined> {
  if (token.isCancellationRequested) return undefined;
  let stop: { dispose(): void } | undefined;
  const cancelled = new Promise<undefined>((resolve) => {
    stop = token.onCancellationRequested(() => resolve(undefined));
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    stop?.dispose();
  }
}

/** An unsaved, unnamed document and one of another file system lie in no project. */
function isOnDisk({ uri }: TextDocument): boolean {
  return uri.startsWith("file:");
}

function count({ analyses }: Snapshot, of: (analysis: Snapshot["analyses"][number]) => number): number {
  return analyses.reduce((sum, it) => sum + of(it), 0);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
