/** One invocation that was run, however it ended. */
export interface Invocation {
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly report: Report;
  readonly calls: readonly AwsCall[];
  /** What the run enforced, approximated and did not emulate, in one line. */
  readonly fidelity: string;
}

/** The failures of a user's function are values. */
export type Outcome =
  /** The payload as the function gave it: JSON, or for a streaming function the text that it wrote. */
  { readonly kind: "success"; readonly payload: string } | Failure | { readonly kind: "cancelled" };

export interface Failure {
  readonly kind: FailureKind;
  /** What Lambda answers, JSON. */
  readonly body: string;
  readonly errorType: string;
  readonly errorMessage: string;
  /** Innermost first; frames of the runtime are left out. */
  readonly stack: readonly StackFrame[];
}

export type FailureKind =
  /** The handler threw, rejected or called back with an error. */
  | "error"
  /** The module or the handler in it could not be loaded. */
  | "init-error"
  | "timeout"
  /** The process ended by itself or by a signal. */
  | "exit"
  | "out-of-memory"
  /** The response is larger than Lambda carries. */
  | "oversize";

export interface StackFrame {
  readonly function?: string | undefined;
  /** Absolute path of the file as the user wrote it. */
  readonly file: string;
  /** One-based. */
  readonly line: number;
  /** One-based. */
  readonly column?: number | undefined;
}

/** What the REPORT line says. */
export interface Report {
  /** Milliseconds. */
  readonly duration: number;
  readonly billedDuration: number;
  /** MB. */
  readonly memorySize: number;
  /** MB. */
  readonly maxMemoryUsed: number;
  /** Milliseconds; only of the invocation that made the environment. */
  readonly initDuration?: number | undefined;
}

/** A call to AWS that the gate saw. */
export interface AwsCall {
  /** IAM's or the endpoint's name of the service, `dynamodb`. */
  readonly service: string;
  /** `PutItem`; the method and path where it could not be told. */
  readonly operation: string;
  /** The table, bucket, queue, ... that the request names; a logical id where a placeholder stands for one. */
  readonly resource?: string | undefined;
}
