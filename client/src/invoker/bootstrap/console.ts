import { format } from "node:util";
import { errorText, intoError, traceOf } from "./errors.js";

const LEVELS = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 } as const;

type Level = keyof typeof LEVELS;

/** Whose lines the log shows. Up to Node.js 22 there is no request before the first one; later it is named `-`. */
export interface LogSubject {
  requestId: string | undefined;
  tenantId: string | undefined;
}

export interface FunctionLog {
  /** Writes a failure as Lambda's runtime does: `Invoke Error`, and all that is known of the error. */
  logError(title: string, error: unknown): void;
}

/** Replaces the methods of `console` by ones that write lines of the log. `version` is that of the function's `Runtime`. */
export function patchConsole(subject: LogSubject, version: number): FunctionLog {
  const isJson = process.env["AWS_LAMBDA_LOG_FORMAT"]?.toUpperCase() === "JSON";
  const line = isJson ? jsonLine : textLine;
  const minimum = LEVELS[process.env["AWS_LAMBDA_LOG_LEVEL"]?.toUpperCase() as Level] ?? LEVELS.TRACE;
  const logger = (level: Level): ((...args: unknown[]) => void) => {
    const isShown = LEVELS[level] >= minimum || (level === "FATAL" && version < 24);
    if (!isShown) return () => {};
    return (...args) => {
      // A line break within a message is written as a carriage return: one message is one line.
      process.stdout.write(`${line(subject, level, args).replaceAll("\n", "\r")}\n`);
    };
  };
  const info = logger("INFO");
  Object.assign(console, {
    trace: logger("TRACE"),
    debug: logger("DEBUG"),
    info,
    log: info,
    warn: logger("WARN"),
    error: logger("ERROR"),
    fatal: logger("FATAL"),
  });
  return {
    logError(title, thrown) {
      const error = intoError(thrown);
      if (isJson) console.error(error);
      else console.error(title, errorText(error, version));
    },
  };
}

function textLine({ requestId }: LogSubject, level: Level, args: readonly unknown[]): string {
  const [message, ...rest] = args;
  return [new Date().toISOString(), requestId, level, format(message, ...rest)].map(String).join("\t");
}

function jsonLine({ requestId, tenantId }: LogSubject, level: Level, args: readonly unknown[]): string {
  const head = { timestamp: new Date().toISOString(), level, requestId, ...(tenantId ? { tenantId } : {}) };
  const [message, ...rest] = args;
  if (rest.length > 0) {
    const error = rest.find((it) => it instanceof Error);
    return JSON.stringify({ ...head, message: format(message, ...rest), ...(error && errorFields(error)) });
  }
  try {
    return JSON.stringify({ ...head, message }, (_, value: unknown) =>
      value instanceof Error ? { ...errorFields(value), ...value } : value,
    );
  } catch {
    return JSON.stringify({ ...head, message: format(message) });
  }
}

function errorFields(error: Error): object {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: traceOf(error),
  };
}
