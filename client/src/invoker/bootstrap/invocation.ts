import type { BootstrapConfig } from "./config.js";
import type { FunctionLog } from "./console.js";
import { contextOf, type InvocationHeaders } from "./context.js";
import { errorBody, RuntimeError } from "./errors.js";
import type { RuntimeConnection } from "./runtimeConnection.js";

const RUNTIME = "/2018-06-01/runtime";

export const NEXT = `${RUNTIME}/invocation/next`;

/** One event that the function was given, and the ways to answer it. */
export class Invocation {
  readonly requestId: string;
  /** Tells what ends the process, however much of the response is on its way. */
  tellEnd: (error: unknown) => Promise<unknown> = (error) => this.postError(error);

  constructor(
    private readonly headers: InvocationHeaders,
    private readonly eventText: string,
    readonly config: BootstrapConfig,
    readonly connection: RuntimeConnection,
    private readonly log: FunctionLog,
  ) {
    this.requestId = headers["lambda-runtime-aws-request-id"] ?? "";
  }

  event(): unknown {
    return JSON.parse(this.eventText);
  }

  context(): Record<string, unknown> {
    return contextOf(this.headers, this.config);
  }

  /** Resolves when the response has been taken. @throws at once when it is not JSON */
  respond(result: unknown): Promise<unknown> {
    return this.connection.post(this.path("response"), this.serialised(result));
  }

  fail(error: unknown): Promise<unknown> {
    this.logFailure(error);
    return this.postError(error);
  }

  logFailure(error: unknown): void {
    this.log.logError("Invoke Error", error);
  }

  private postError(error: unknown): Promise<unknown> {
    return postError(this.connection, this.path("error"), error, this.config.version);
  }

  path(what: "response" | "error"): string {
    return `${RUNTIME}/invocation/${encodeURIComponent(this.requestId)}/${what}`;
  }

  private serialised(result: unknown): string {
    const text = this.jsonOf(result === undefined ? null : result);
    // A function has no JSON. The text is that of Lambda's runtime client.
    if (text === undefined) throw new TypeError("Wrong arguments");
    return text;
  }

  private jsonOf(value: unknown): string | undefined {
    try {
      return JSON.stringify(value);
    } catch {
      const message = "Unable to stringify response body";
      throw this.config.version < 24 ? new Error(message) : new RuntimeError("JSONStringifyError", message);
    }
  }
}

/** The function could not be loaded. */
export function postInitError(connection: RuntimeConnection, error: unknown, version: number): Promise<unknown> {
  return postError(connection, `${RUNTIME}/init/error`, error, version);
}

function postError(connection: RuntimeConnection, path: string, error: unknown, version: number): Promise<unknown> {
  const body = errorBody(error, version);
  const errorType = { "Lambda-Runtime-Function-Error-Type": body.errorType };
  return connection.post(path, JSON.stringify(body), errorType);
}
