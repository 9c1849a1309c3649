/** Another tool that runs functions on a developer's machine. */
export type Peer = PresentPeer | { readonly kind: "absent"; readonly name: string; readonly why: string };

export interface PresentPeer {
  readonly kind: "present";
  readonly name: string;
  /** Starts the tool, runs the function `fn0` of the folder once, and ends. */
  fromNothing(functions: string): Promise<void>;
  start(functions: string): Promise<RunningPeer>;
}

/** A tool that runs, with the functions `fn0`, `fn1`, ... of a folder. */
export interface RunningPeer {
  invoke(index: number): Promise<void>;
  end(): Promise<void>;
}
