import type { InitializeParams } from "vscode-languageserver";
import { URI } from "vscode-uri";
import { type InitializationOptions, SHOW_DOCUMENTATION_COMMAND } from "./protocol.js";

/** What the client can do and wants, from its `initialize`. */
export interface Client {
  /** Asks for diagnostics by itself; else they are pushed. */
  readonly pulls: boolean;
  /** Asks again when it is told to. */
  readonly refreshes: boolean;
  readonly answersSettings: boolean;
  readonly watchesFiles: boolean;
  readonly watchesSettings: boolean;
  readonly changesFolders: boolean;
  readonly documentChanges: boolean;
  readonly createsFiles: boolean;
  readonly definitionLinks: boolean;
  /** Fills in the placeholders of a completion. */
  readonly snippets: boolean;
  /** Shows outlines of several levels. */
  readonly symbolTrees: boolean;
  /** Asks what would be renamed before it asks for the name. */
  readonly preparesRename: boolean;
  readonly showsDocumentation: boolean;
  /** Asks again for lenses when it is told to. */
  readonly refreshesLenses: boolean;
  /** Commands that it runs. */
  readonly commands: ReadonlySet<string>;
  /** URIs. */
  readonly folders: readonly string[];
  /** The settings of a client that sends them instead of being asked. */
  readonly settings: unknown;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

export function clientOf(params: InitializeParams, today: string): Client {
  const { textDocument, workspace } = params.capabilities;
  const { commands: named, settings, date } = optionsOf(params.initializationOptions);
  const commands = new Set<string>(Array.isArray(named) ? named.filter((it) => typeof it === "string") : []);
  return {
    pulls: textDocument?.diagnostic !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport === true,
    answersSettings: workspace?.configuration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes("create") === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    symbolTrees: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    showsDocumentation: commands.has(SHOW_DOCUMENTATION_COMMAND),
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    commands,
    folders: foldersOf(params),
    settings,
    date: typeof date === "string" && /^\d{4}-\d\d-\d\d$/.test(date) ? date : today,
  };
}

/** The options came over the wire: whatever is not an object is none. */
function optionsOf(value: unknown): { readonly [Name in keyof InitializationOptions]: unknown } {
  return typeof value === "object" && value !== null ? value : {};
}

/** Older clients name one root, as a URI or a path. */
function foldersOf(params: InitializeParams): readonly string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map((it) => it.uri);
  if (params.rootUri) return [params.rootUri];
  return params.rootPath ? [URI.file(params.rootPath).toString()] : [];
}
