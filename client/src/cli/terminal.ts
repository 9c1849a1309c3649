/** Where a command runs and speaks. */
export interface Terminal {
  /** Working directory, absolute. */
  readonly cwd: string;
  /** Folder of the wasm grammars. */
  readonly grammars: string;
  /** The module that runs functions, `dist/invoker.js`. */
  readonly invoker: string;
  /** Today, `YYYY-MM-DD`. */
  readonly today: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard output is a screen. */
  readonly interactive: boolean;
  /** Width of the screen, where there is one. */
  readonly columns: number | undefined;
  readonly out: (text: string) => void;
  /** Writes on standard error as it is. */
  readonly err: (text: string) => void;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  /** Writes a line on standard error, after the program's name. */
  readonly complain: (message: string) => void;
}

/** Colours are for screens, unless the user says otherwise: by option, then `NO_COLOR`, then `FORCE_COLOR`. */
export function wantsColours(option: boolean | undefined, { environment, interactive }: Terminal): boolean {
  if (option !== undefined) return option;
  if (environment["NO_COLOR"]) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced) return forced !== "0" && forced !== "false";
  return interactive && environment["TERM"] !== "dumb";
}
