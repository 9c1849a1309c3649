import { MAX_RESPONSE_BYTES } from "./runtimeApi.js";

/** What Lambda itself says when a runtime could not. Texts as recorded from the service, 2025-11. */
export interface PlatformFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

export function timedOut(requestId: string, seconds: number): PlatformFailure {
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: ${timeoutText(seconds)}`,
  };
}

/** `Task timed out after 3.00 seconds`. */
export function timeoutText(seconds: number): string {
  return `Task timed out after ${seconds.toFixed(2)} seconds`;
}

export function exited(requestId: string, code: number | null, signal: NodeJS.Signals | null): PlatformFailure {
  return { errorType: "Runtime.ExitError", errorMessage: `RequestId: ${requestId} Error: ${exitText(code, signal)}` };
}

function exitText(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal)
    return `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal.slice("SIG".length).toLowerCase()}`;
  return code ? `Runtime exited with error: exit status ${code}` : "Runtime exited without providing a reason";
}

/** As Go names them, in which the service is written. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

export function responseTooLarge(): PlatformFailure {
  return {
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  };
}
