/** Custom requests and notifications between the client and the server, and the types that they carry. */

import type { Settings } from "./model/settings.js";

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
