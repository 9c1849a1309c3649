import { setImmediate } from "node:timers/promises";

const SLICE_MS = 10;

/** The answer is no longer wanted: the request was cancelled, or the text has changed under it. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "Cancelled";
  }
}

/**
 * Lets the event loop turn once a slice is used up. Analysis is synchronous, and a cancellation is only a message in
 * the queue: without a turn of the loop, none is ever seen.
 */
export class Breath {
  private sliceEnd = performance.now() + SLICE_MS;

  constructor(private readonly signal: AbortSignal | undefined) {}

  /** @throws Cancelled */
  async take(): Promise<void> {
    if (performance.now() >= this.sliceEnd) {
      await setImmediate();
      this.sliceEnd = performance.now() + SLICE_MS;
    }
    if (this.signal?.aborted) throw new Cancelled();
  }
}
