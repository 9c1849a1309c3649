import { renameSync, writeFileSync } from "node:fs";

/**
 * Tells a function under a debugger how long it was held, so that `getRemainingTimeInMillis` is honest. The function
 * reads the file when it asks: while it is held it can be told nothing. Two numbers: milliseconds held so far, and when
 * the present hold began (milliseconds since the epoch, 0 for none).
 */
export class ClockFile {
  private held = 0;
  private since = 0;
  private written: string | undefined;

  constructor(private readonly file: string) {}

  reset(): void {
    this.held = 0;
    this.since = 0;
    this.write();
  }

  pause(): void {
    if (this.since !== 0) return;
    this.since = Date.now();
    this.write();
  }

  resume(): void {
    if (this.since === 0) return;
    this.held += Date.now() - this.since;
    this.since = 0;
    this.write();
  }

  private write(): void {
    const text = `${this.held} ${this.since}`;
    if (text === this.written) return;
    this.written = text;
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
  }
}
