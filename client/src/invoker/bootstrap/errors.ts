import { types } from "node:util";

/** What a runtime tells the Runtime API of a failure. */
export interface ErrorBody {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[] | undefined;
}

/** A failure that Lambda's runtime names by itself, `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

/** The stack is that of the syntax error, which begins with the place in the file. */
export function userCodeSyntaxError(error: SyntaxError): RuntimeError {
  const res = new RuntimeError("UserCodeSyntaxError", String(error));
  if (error.stack !== undefined) res.stack = error.stack;
  return res;
}

/** The frames are those of the `require` that failed. */
export function importModuleError(error: Error): RuntimeError {
  const message = String(error).replaceAll(__filename, "/var/runtime/index.mjs");
  const res = new RuntimeError("ImportModuleError", message);
  const frames = (error.stack ?? "").split("\n").filter((it) => /^ {4}at /.test(it));
  res.stack = [`${res.name}: ${message}`, ...frames].join("\n");
  return res;
}

/** A promise that was rejected and that nobody looked after; up to Node.js 22. */
export function unhandledRejection(reason: unknown): RuntimeError {
  const res = new RuntimeError("UnhandledPromiseRejection", String(reason));
  if (reason instanceof Error && reason.stack !== undefined) res.stack = `${res.name}: ${reason.stack}`;
  return Object.assign(res, { reason, promise: {} });
}

export function intoError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** `version` is the major one of the function's `Runtime`. */
export function errorBody(error: unknown, version: number): ErrorBody {
  try {
    if (error instanceof Error || types.isNativeError(error) || (version < 24 && looksLikeError(error))) {
      const { name, message } = error;
      return {
        errorType: escaped(name ?? "Error"),
        errorMessage: escaped(message),
        trace: traceOf(error).map(escaped),
      };
    }
    const text = version < 24 ? (error as object).toString() : String(error);
    return { errorType: typeof error, errorMessage: text, trace: [] };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
    };
  }
}

/** The error as the line of the log shows it, with the tab that it always begins with. */
export function errorText(error: Error, version: number): string {
  try {
    return `\t${JSON.stringify(error, (_, value: unknown) => withAllProperties(value, version))}`;
  } catch {
    return `\t${JSON.stringify(errorBody(error, version))}`;
  }
}

/** The lines of the stack without the frames of this runtime: they would not help anyone, nor be the same on Lambda. */
export function traceOf({ stack }: { readonly stack?: unknown }): string[] {
  if (typeof stack !== "string") return [];
  return stack.split("\n").filter((it) => !(it.startsWith("    at ") && it.includes(__filename)));
}

function withAllProperties(value: unknown, version: number): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message } = value;
  const code = "code" in value ? value.code : undefined;
  const res = { errorType: name, errorMessage: message, code, ...value };
  if (value instanceof RuntimeError && version < 24) Reflect.deleteProperty(res, "name");
  return typeof value.stack === "string" ? { ...res, stack: traceOf(value) } : res;
}

function looksLikeError(value: unknown): value is Error {
  if (typeof value !== "object" || value === null) return false;
  return ["name", "message", "stack"].every((it) => {
    const text: unknown = Reflect.get(value, it);
    return typeof text === "string" && text !== "";
  });
}

/** Lambda's runtime sends this character so. A library may have put something else in place of a text. */
function escaped(text: unknown): string {
  return String(text).replaceAll("\x7f", "%7F");
}
