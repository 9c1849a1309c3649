import { whenDrained } from "./drained.js";
import type { Handler } from "./handler.js";
import type { Invocation } from "./invocation.js";
import { isThenable } from "./performBuffered.js";
import { openResponseStream } from "./responseStream.js";

/** A streaming handler writes its response. It is over when the response is and the handler has returned. */
export async function performStreaming(
  handler: Handler,
  invocation: Invocation,
  highWaterMark: number | undefined,
): Promise<void> {
  const { version } = invocation.config;
  const response = openResponseStream(invocation, highWaterMark);
  invocation.tellEnd = response.fail;
  const context: Record<string, unknown> = version < 24 ? { callbackWaitsForEmptyEventLoop: true } : {};
  try {
    const event = invocation.event();
    const result = handler(event, response.stream, Object.assign(context, invocation.context()));
    if (!isThenable(result)) throw complaint("Streaming does not support non-async handlers.", version);
    if ((await result) !== undefined) console.warn("Streaming handlers ignore return values.");
    await response.taken;
    if (!response.stream.writableFinished) throw complaint("Response stream is not finished.", version);
  } catch (error) {
    invocation.logFailure(error);
    await response.fail(error);
  }
  if (context["callbackWaitsForEmptyEventLoop"]) await untilDrained();
}

/** Up to Node.js 22 these two are thrown as texts. */
function complaint(message: string, version: number): unknown {
  return version < 24 ? message : new Error(message);
}

function untilDrained(): Promise<void> {
  return new Promise((resolve) => {
    whenDrained(() => {
      whenDrained(() => {});
      resolve();
    });
  });
}
