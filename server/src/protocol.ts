/** Custom requests and notifications between the client and the server, and the types that they carry. */

import type { RunSettings, Settings } from "./model/settings.js";

/** What the server tells the status item, as notification `lamplight/status`. */
export interface Status {
  readonly kind: "idle" | "analysing" | "failed";
  readonly templates: number;
  readonly functions: number;
  /** For `failed`: what broke. */
  readonly message?: string | undefined;
}

export const STATUS_NOTIFICATION = "lamplight/status";

/** Opens the page of a rule; its one argument is the address. The client runs it, so it must say that it can. */
export const SHOW_DOCUMENTATION_COMMAND = "lamplight.showDocumentation";

/** What a client may give as `initializationOptions`; every entry is optional. */
export interface InitializationOptions {
  /** Commands that the client runs; actions that need another are not offered. */
  readonly commands?: readonly string[] | undefined;
  /** Settings for clients that do not answer `workspace/configuration`. */
  readonly settings?: Partial<Settings> | undefined;
  /** `YYYY-MM-DD`, instead of today. */
  readonly date?: string | undefined;
}

/** A function that a user can run: named by a template, or only exported by a file. URIs are the client's own. */
export type FunctionTarget =
  | { readonly kind: "template"; readonly template: string; readonly id: string }
  | { readonly kind: "export"; readonly file: string; readonly export: string };

/** All that the invoker needs to run a function. Paths are absolute, of the machine that the server runs on. */
export interface FunctionSpec {
  /** Changes whenever anything else here does. */
  readonly revision: string;
  /** The logical id; the export's name for a function that no template names. */
  readonly id: string;
  /** Path of the template that names it. */
  readonly template?: string | undefined;
  /** The folder of the workspace, or the one that the command was given: where tools and settings are looked for. */
  readonly root: string;
  /** `AWS_LAMBDA_FUNCTION_NAME`. */
  readonly name: string;
  /** A runtime identifier, `nodejs24.x`. */
  readonly runtime: string;
  readonly handler: string;
  readonly code: FunctionCode;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  /** MB. */
  readonly ephemeralStorage: number;
  readonly region: string;
  readonly accountId: string;
  /** Folders with the content of layers, in the order of the template. */
  readonly layers: readonly string[];
  readonly environment: Readonly<Record<string, EnvironmentEntry>>;
  readonly logging: { readonly format: "Text" | "JSON"; readonly applicationLevel?: string | undefined };
  /** What a run cannot honour, in sentences: a layer without local content, a value that only a deploy knows. */
  readonly notes: readonly string[];
}

export type FunctionCode =
  | {
      readonly kind: "folder";
      /** `LAMBDA_TASK_ROOT`: what the handler is relative to. */
      readonly root: string;
      /** The file that the developer writes and the export in it, where the handler was followed to them. */
      readonly source?: { readonly file: string; readonly export: string } | undefined;
      /** Module format of the build, where the template sets one; else each file tells its own. */
      readonly format?: "cjs" | "esm" | undefined;
      /** A build stands between the source and Lambda: what the runtime would not read, the build makes readable. */
      readonly built: boolean;
    }
  /** Code of the template itself, the file `index` of the package. */
  | { readonly kind: "inline"; readonly text: string; readonly extension: "js" | "py" };

export type EnvironmentEntry =
  | { readonly kind: "value"; readonly value: string }
  /** Stands for what a deploy would give: `local-OrdersTable`, from `OrdersTable` or `OrdersTable.Arn`. */
  | { readonly kind: "placeholder"; readonly text: string; readonly from: string }
  /** Given to the function and never shown. Without a value it is unresolved. */
  | { readonly kind: "secret"; readonly value?: string | undefined; readonly from: string }
  /** Not set in the run; listed once before it. */
  | { readonly kind: "unresolved"; readonly reason: string };

/** Request: the spec of a function as the workspace is now. */
export const FUNCTION_REQUEST = "lamplight/function";

export interface FunctionParams {
  readonly target: FunctionTarget;
}

export type FunctionAnswer =
  | { readonly kind: "spec"; readonly spec: FunctionSpec }
  /** Why it cannot be run, and what to do. */
  | { readonly kind: "problem"; readonly message: string };

/** Request: how the functions of a folder are run, as its own project file says; answered by `RunSettings`. */
export const RUN_SETTINGS_REQUEST = "lamplight/runSettings";

export interface RunSettingsParams {
  /** `root` of a `FunctionSpec`. */
  readonly root: string;
}

export type { RunSettings };

/** Request: the functions that can be run, those at a position first. */
export const FUNCTIONS_REQUEST = "lamplight/functions";

export interface FunctionsParams {
  readonly at?: { readonly uri: string; readonly line: number; readonly character: number } | undefined;
}

export interface RunnableFunction {
  readonly target: FunctionTarget;
  readonly label: string;
  /** Path of the template or of the file, relative to the workspace folder. */
  readonly description: string;
  /** The position asked for lies in it. */
  readonly here: boolean;
  readonly resource?: Location | undefined;
  readonly handler?: Location | undefined;
}

/** As LSP has it. */
interface Location {
  readonly uri: string;
  readonly range: { readonly start: LinePosition; readonly end: LinePosition };
}

interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Request: the events that can be made for a function, those of its own triggers first. */
export const EVENTS_REQUEST = "lamplight/events";

export interface EventsParams {
  readonly target?: FunctionTarget | undefined;
}

export interface EventOffer {
  /** `http-api`, `sqs`: what `lamplight event SOURCE` takes. */
  readonly source: string;
  /** The trigger of the function that it is made from, its key in the template. */
  readonly trigger?: string | undefined;
  /** `HTTP API`. */
  readonly label: string;
  /** `POST /orders`. */
  readonly detail?: string | undefined;
}

/** Request: the text of an event, indented JSON. */
export const EVENT_REQUEST = "lamplight/event";

export interface EventParams {
  readonly target?: FunctionTarget | undefined;
  readonly source: string;
  readonly trigger?: string | undefined;
}

export interface EventAnswer {
  readonly text: string;
}

/** Commands that lenses run; the client runs them, so it must say that it can. The argument is a `FunctionTarget`. */
export const RUN_COMMAND = "lamplight.run";
export const DEBUG_COMMAND = "lamplight.debug";
export const GO_TO_TEMPLATE_COMMAND = "lamplight.goToTemplate";
export const GO_TO_HANDLER_COMMAND = "lamplight.goToHandler";
