import { RuntimeError } from "./errors.js";
import type { Handler } from "./handler.js";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");
const PRELUDE_TYPE = "application/vnd.awslambda.http-integration-response";
/** Stands between the prelude and the body. */
const DELIMITER_LENGTH = 8;

interface Streamed {
  readonly [STREAMING]?: unknown;
  readonly [HIGH_WATER_MARK]?: unknown;
}

/** How a handler wants to be called. */
export interface HandlerKind {
  readonly isStreaming: boolean;
  readonly highWaterMark?: number | undefined;
}

/** The stream that a handler writes its response to, as far as the prelude needs it. */
interface PreludeTarget {
  setContentType(contentType: string): void;
  _onBeforeFirstWrite?: unknown;
}

/** `globalThis.awslambda`, which handlers use to say that they stream. */
export const awslambda = {
  streamifyResponse(handler: Handler, options?: { readonly highWaterMark?: unknown }): Handler {
    const { highWaterMark } = options ?? {};
    const mark = typeof highWaterMark === "number" ? { [HIGH_WATER_MARK]: Math.trunc(highWaterMark) } : {};
    return Object.assign(handler, { [STREAMING]: "response", ...mark });
  },
  HttpResponseStream: {
    from<T extends PreludeTarget>(stream: T, prelude: unknown): T {
      stream.setContentType(PRELUDE_TYPE);
      stream._onBeforeFirstWrite = (write: (chunk: string | Uint8Array) => void) => {
        write(JSON.stringify(prelude));
        write(new Uint8Array(DELIMITER_LENGTH));
      };
      return stream;
    },
  },
};

/** @throws RuntimeError */
export function kindOf(handler: Handler): HandlerKind {
  const { [STREAMING]: streaming, [HIGH_WATER_MARK]: highWaterMark } = handler as Streamed;
  if (streaming && streaming !== "response") {
    throw new RuntimeError("MalformedStreamingHandler", "Only response streaming is supported.");
  }
  return {
    isStreaming: streaming === "response",
    highWaterMark: typeof highWaterMark === "number" ? highWaterMark : undefined,
  };
}
