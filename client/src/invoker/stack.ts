import { fileURLToPath } from "node:url";
import type { StackFrame } from "./outcome.js";

/** The frames in the error that a runtime posted, innermost first: Node's `trace`, Python's `stackTrace`. */
export function stackOf(body: string, hidden: (file: string) => boolean): readonly StackFrame[] {
  const { trace, stackTrace } = parsed(body);
  const frames = trace ? trace.flatMap(nodeFrame) : (stackTrace ?? []).flatMap(pythonFrame).reverse();
  return frames.filter(({ file }) => !hidden(file));
}

/** `    at handler (/code/app.js:3:9)`, `    at file:///code/app.mjs:3:9`; a syntax error begins with `/code/app.js:3`. */
function nodeFrame(line: string): readonly StackFrame[] {
  const [, name, location, row, column] = /^\s*at (?:(.+?) \()?(.+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
  if (location !== undefined) return frame(location, Number(row), Number(column), name);
  const [, file, only] = /^((?:file:\/\/)?\/.+?|[A-Za-z]:[\\/].+?):(\d+)$/.exec(line) ?? [];
  return file === undefined ? [] : frame(file, Number(only));
}

function frame(location: string, line: number, column?: number, name?: string): readonly StackFrame[] {
  const file = pathOf(location.replace(/^async /, ""));
  return file === undefined
    ? []
    : [{ file, line, ...(column !== undefined && { column }), ...(name && { function: name }) }];
}

/** Undefined for what is no file of the user: Node's own modules, evaluated code. */
function pathOf(location: string): string | undefined {
  if (location.startsWith("file:")) {
    try {
      return fileURLToPath(location);
    } catch {
      return undefined;
    }
  }
  return /^(?:\/|[A-Za-z]:[\\/])/.test(location) ? location : undefined;
}

function pythonFrame(text: string): readonly StackFrame[] {
  const [, file, line, name] = /^\s*File "(.+?)",? [Ll]ine (\d+)(?:, in (\S+))?/.exec(text) ?? [];
  return file === undefined ? [] : [{ file, line: Number(line), ...(name && { function: name }) }];
}

function parsed(body: string): { readonly trace?: readonly string[]; readonly stackTrace?: readonly string[] } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null) return {};
    const trace = "trace" in value ? texts(value.trace) : undefined;
    const stackTrace = "stackTrace" in value ? texts(value.stackTrace) : undefined;
    return { ...(trace && { trace }), ...(stackTrace && { stackTrace }) };
  } catch {
    return {};
  }
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((it) => typeof it === "string") : undefined;
}
