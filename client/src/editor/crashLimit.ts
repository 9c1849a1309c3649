const RESTARTS = 4;
const WINDOW_MS = 3 * 60 * 1000;

/** Tells whether a server that crashed is worth another start: not when it crashes over and over. */
export class CrashLimit {
  private crashes: readonly number[] = [];

  /** Counts a crash at the given time, in milliseconds. */
  mayRestart(now: number): boolean {
    this.crashes = [...this.crashes.filter((it) => now - it < WINDOW_MS), now];
    return this.crashes.length <= RESTARTS;
  }

  /** A restart that was asked for begins a new count. */
  forget(): void {
    this.crashes = [];
  }
}
