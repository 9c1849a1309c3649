let listener = (): void => {};

process.on("beforeExit", () => listener());

/** Calls `action` when the event loop has nothing left to do, in place of what was to be called then. */
export function whenDrained(action: () => void): void {
  listener = action;
}
