/** What the invoker tells our own bootstraps beside the Runtime API: JSON in this variable, which they take away. */
export const CONFIG_VARIABLE = "LAMPLIGHT_BOOTSTRAP";

export interface BootstrapConfig {
  /** `_HANDLER`. */
  readonly handler: string;
  /** `LAMBDA_TASK_ROOT`. */
  readonly taskRoot: string;
  /** The file that the developer writes, where the handler was followed to it. */
  readonly source?: { readonly file: string; readonly export: string } | undefined;
  readonly built: boolean;
  readonly format?: "cjs" | "esm" | undefined;
  /** Of the function's own `Runtime`, whatever version runs it here: 22 of `nodejs22.x`, 3.13 of `python3.13`. */
  readonly version: number;
  /** Where compiled code is kept from run to run. */
  readonly cacheFolder: string;
  /** The compiler that Lamplight brings, a CommonJS module. */
  readonly typescript: string;
  /** What was compiled ahead of the run, by source file. */
  readonly prepared?: Readonly<Record<string, string>> | undefined;
  /** Address of the gate that calls to AWS are led to; absent when the user opened it. */
  readonly gate?: string | undefined;
  /** Open a debugger, tell its port, and wait to be let go before the user's code is loaded. */
  readonly debug: boolean;
  /** A file that says how long the debugger has held the function; see `clock.ts`. */
  readonly clockFile: string;
}
