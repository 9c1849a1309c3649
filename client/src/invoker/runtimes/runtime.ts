/** An executable that can run a function, and how sure it fits. */
export interface FoundRuntime {
  readonly path: string;
  /** `22.11.0`. */
  readonly version: string;
  /** What the user should know: another version than the function's, the editor's own Node. */
  readonly note?: string | undefined;
  /** Variables that it takes to start. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** Folder that holds its debugger, where that is none of its own packages. */
  readonly debugpyFolder?: string | undefined;
}
