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
  /** How the source is loaded; absent where Lambda's own rule finds all that it needs. */
  readonly prepared?: Prepared | undefined;
  /** Address of the gate that calls to AWS are led to; absent when the user opened it. */
  readonly gate?: string | undefined;
  /** Open a debugger, tell its port, and wait to be let go before the user's code is loaded. */
  readonly debug: boolean;
  /** Folder that holds the package `debugpy`, where the interpreter does not bring it. */
  readonly debugpyFolder?: string | undefined;
  /** A file that says how long the debugger has held the function; see `clock.ts`. */
  readonly clockFile: string;
}

/** How the file that the developer writes was made ready ahead of the run. */
export type Prepared =
  /** A build of it lies where Lambda looks. `inputs` is a file with the list of the files that it was made of. */
  | { readonly kind: "artefact"; readonly inputs: string }
  /** `file` is loaded in its place, and as if it lay there. */
  | {
      readonly kind: "bundle";
      readonly file: string;
      readonly inputs: string;
      readonly format: "cjs" | "esm";
      readonly compiler: CompilerChoice;
    }
  /** Each file is compiled by itself, when it is loaded. */
  | { readonly kind: "files"; readonly format: "cjs" | "esm"; readonly compiler: CompilerChoice };

/** The compiler that is used for single files. */
export interface CompilerChoice {
  /** A CommonJS module with the interface of TypeScript 5 and 6. */
  readonly module: string;
  /** Changes whenever the module does. */
  readonly version: string;
  /** Node's own removal of types comes first. */
  readonly strips: boolean;
}
