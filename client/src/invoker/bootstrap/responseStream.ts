import { Writable } from "node:stream";
import { errorBody, RuntimeError } from "./errors.js";
import type { Invocation } from "./invocation.js";
import type { Upload } from "./runtimeConnection.js";

/** The response of a streaming handler, as it is being written. */
export interface StreamedResponse {
  readonly stream: Writable;
  /** The response is complete and was taken; or its stream was destroyed. */
  readonly taken: Promise<unknown>;
  /** Ends the response with an error, which is told after what was written; not one that is complete. */
  readonly fail: (error: unknown) => Promise<unknown>;
}

export function openResponseStream(invocation: Invocation, highWaterMark: number | undefined): StreamedResponse {
  const { config, connection } = invocation;
  let contentType = "application/octet-stream";
  let upload: Upload | undefined;
  let ending: Promise<unknown> | undefined;
  const opened = () => {
    upload ??= connection.upload(invocation.path("response"), { ...HEADERS, "Content-Type": contentType });
    return upload;
  };
  const ended = (trailers: Readonly<Record<string, string>>) => {
    ending ??= opened().end(trailers);
    return ending;
  };
  const stream = new ResponseStream({
    ...(highWaterMark !== undefined && { highWaterMark }),
    write: (chunk: Uint8Array, _encoding, done) => opened().write(chunk, done),
    final(done) {
      void ended({});
      done();
    },
    // What broke is told by the handler; the connection is needed for the next invocation.
    destroy: (_error, done) => done(null),
  });
  stream.contentTypeChosen = (chosen) => {
    if (upload) throw new RuntimeError("InvalidStreamingOperation", "Cannot set content-type, too late.");
    contentType = chosen;
  };
  const taken = new Promise<void>((resolve) => stream.once("close", () => resolve())).then(() => ending);
  // A response that is never ended is waited for until the function's time is over.
  connection.hold();
  return {
    stream,
    taken,
    async fail(error) {
      if (stream.writableEnded) await taken;
      return ended(errorTrailers(error, config.version));
    },
  };
}

const HEADERS = {
  "Lambda-Runtime-Function-Response-Mode": "streaming",
  Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
};

function errorTrailers(error: unknown, version: number): Record<string, string> {
  const body = errorBody(error, version);
  return {
    "Lambda-Runtime-Function-Error-Type": body.errorType,
    "Lambda-Runtime-Function-Error-Body": Buffer.from(JSON.stringify(body)).toString("base64"),
  };
}

class ResponseStream extends Writable {
  /** What `HttpResponseStream` writes ahead of everything else. */
  _onBeforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
  contentTypeChosen: (contentType: string) => void = () => {};

  setContentType(contentType: string): void {
    this.contentTypeChosen(contentType);
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const before = this._onBeforeFirstWrite;
    this._onBeforeFirstWrite = undefined;
    before?.((it) => super.write(it));
    const isData = typeof chunk === "string" || chunk instanceof Uint8Array;
    const write = super.write as (...args: unknown[]) => boolean;
    return write.call(this, isData ? chunk : JSON.stringify(chunk), ...rest);
  }
}
