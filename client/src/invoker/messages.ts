import type { FunctionSpec } from "../../../server/src/protocol.js";
import type { Invocation } from "./outcome.js";

/** What a client says to the invoker's process: one JSON text on each line of its standard input. */
export type Request =
  | {
      readonly kind: "invoke";
      /** Of the client's choosing; every message about the invocation repeats it. */
      readonly id: number;
      readonly spec: FunctionSpec;
      /** JSON text. */
      readonly event: string;
      readonly options: RunOptions;
    }
  /** The debugger is attached and its breakpoints are set: the function may go on. */
  | { readonly kind: "attached"; readonly id: number }
  /** The debugger stopped the function, so that no deadline runs; or let it go on. */
  | { readonly kind: "paused"; readonly id: number }
  | { readonly kind: "resumed"; readonly id: number }
  /** Ends the invocation, and its environment with it. Answered by `done`. */
  | { readonly kind: "cancel"; readonly id: number };

/** What the invoker's process says to its client, in the same way on its standard output. */
export type Message =
  /** The run has what it needs. Comes before any log. */
  | {
      readonly kind: "started";
      readonly id: number;
      /** `Node.js 22.11.0`. */
      readonly runtime: string;
      /** An environment of an earlier invocation serves this one too. */
      readonly warm: boolean;
      /** What the user should know of this run, in sentences. */
      readonly notes: readonly string[];
    }
  /** Whole lines of the log as Lambda would write it. */
  | { readonly kind: "log"; readonly id: number; readonly text: string }
  /** A debugger can attach to this port of 127.0.0.1; the function waits for `attached`. */
  | { readonly kind: "debugger"; readonly id: number; readonly language: Language; readonly port: number }
  | { readonly kind: "done"; readonly id: number; readonly invocation: Invocation }
  /** Nothing was run: what, why, what to do. */
  | { readonly kind: "refused"; readonly id: number; readonly message: string };

/** How a function is run, beyond what its template says. */
export interface RunOptions {
  /** Executable that the user chose; else one is found. */
  readonly nodePath?: string | undefined;
  readonly pythonPath?: string | undefined;
  /** Variables of the user's `.env` file. They win over the template's. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Names of variables that are taken over from the user's own environment. */
  readonly inherit?: readonly string[] | undefined;
  readonly aws: AwsAccess;
  /** Seconds, or none; the template's without it. */
  readonly timeout?: number | "none" | undefined;
  readonly debug?: boolean | undefined;
  /** Folder that holds the package `debugpy`, where a Python extension brings one. */
  readonly debugpyFolder?: string | undefined;
  /** Ends the function at its memory size, without the allowance for what a local runtime takes more. */
  readonly strictMemory?: boolean | undefined;
}

/** Languages that functions are run and debugged in. */
export type Language = "node" | "python";

/** What a function's calls to AWS meet. */
export type AwsAccess =
  | { readonly kind: "blocked" }
  | { readonly kind: "profile"; readonly profile: string }
  | { readonly kind: "endpoint"; readonly url: string };
