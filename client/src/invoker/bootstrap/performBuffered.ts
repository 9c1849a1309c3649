import { whenDrained } from "./drained.js";
import { RuntimeError } from "./errors.js";
import type { Handler } from "./handler.js";
import type { Invocation } from "./invocation.js";

type Callback = (error?: unknown, result?: unknown) => void;

/** From Node.js 24 on, a handler returns its result or a promise of it. */
export async function performWithPromise(handler: Handler, invocation: Invocation): Promise<void> {
  try {
    const result = await handler(invocation.event(), invocation.context());
    await invocation.respond(result);
  } catch (error) {
    await invocation.fail(error);
  }
}

/**
 * Up to Node.js 22, a handler answers by its callback, by its context or by a promise, and what comes first counts. The
 * result of a callback waits until the event loop is empty, unless the context says otherwise.
 */
export function performWithCallback(handler: Handler, invocation: Invocation): Promise<void> {
  return new Promise((next) => {
    const { callback, context } = completionsOf(invocation, next);
    whenDrained(() => void endUnanswered(handler, invocation).then(() => next()));
    try {
      const result = handler(invocation.event(), Object.assign(context, invocation.context()), callback);
      if (isThenable(result)) result.then(context.succeed, context.fail).then(undefined, context.fail);
    } catch (error) {
      callback(error);
    }
  });
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function";
}

export function isAsyncFunction(handler: Handler): boolean {
  return handler.constructor?.name === "AsyncFunction";
}

interface Completions {
  readonly callback: Callback;
  readonly context: {
    callbackWaitsForEmptyEventLoop: boolean;
    readonly succeed: (result?: unknown) => void;
    readonly fail: (error?: unknown) => void;
    readonly done: Callback;
  };
}

function completionsOf(invocation: Invocation, next: () => void): Completions {
  let isOver = false;
  const once = (complete: Callback): Callback => {
    return (error, result) => {
      if (isOver) return;
      complete(error, result);
      isOver = true;
    };
  };
  const respond = (result: unknown) => void invocation.respond(result).then(next);
  const fail = (error: unknown) => void invocation.fail(error).then(next);
  const done: Callback = (error, result) => {
    whenDrained(() => {});
    if (error === undefined || error === null) respond(result);
    else fail(error);
  };
  const callback: Callback = (error, result) => {
    const isFailure = error !== undefined && error !== null;
    if (isFailure || !context.callbackWaitsForEmptyEventLoop) done(error, result);
    else whenDrained(() => setImmediate(() => done(undefined, result)));
  };
  const completed = once(done);
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    succeed: (result?: unknown) => completed(undefined, result),
    fail: (error?: unknown) => completed(error ?? "handled"),
    done: completed,
  };
  return { callback: once(callback), context };
}

/** The event loop is empty and the handler has not answered: an asynchronous one never will, any other one is done. */
function endUnanswered(handler: Handler, invocation: Invocation): Promise<unknown> {
  whenDrained(() => {});
  if (!isAsyncFunction(handler)) return invocation.respond(null);
  return invocation.fail(
    new RuntimeError(
      "NodeJsExit",
      "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
    ),
  );
}
