/** How a runtime of a function is started; the same for every process of one environment. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** `AWS_LAMBDA_RUNTIME_API` and the mark of the environment are added. */
  readonly variables: Readonly<Record<string, string>>;
  /** `Node.js 22.11.0`. */
  readonly runtimeName: string;
  readonly functionArn: string;
  /** Seconds; Infinity for none. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  /** MB that a process may take beyond that before it is ended. */
  readonly memoryAllowance: number;
  readonly jsonLog: boolean;
  readonly clockFile: string;
  /** Folder of our own bootstraps, whose frames no stack shows. */
  readonly bootstraps: string;
}
