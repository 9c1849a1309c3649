/** A time limit that stands still while a debugger holds the function. */
export class Deadline {
  private timer: NodeJS.Timeout | undefined;
  private runningSince: number | undefined;

  /** `remaining` in milliseconds; Infinity never expires. */
  constructor(
    private remaining: number,
    private readonly expire: () => void,
  ) {}

  resume(): void {
    if (this.runningSince !== undefined) return;
    this.runningSince = performance.now();
    if (this.remaining !== Number.POSITIVE_INFINITY) this.timer = setTimeout(this.expire, this.remaining);
  }

  pause(): void {
    if (this.runningSince === undefined) return;
    this.remaining -= performance.now() - this.runningSince;
    this.stop();
  }

  /** Ends it without expiring. */
  stop(): void {
    clearTimeout(this.timer);
    this.runningSince = undefined;
  }
}
