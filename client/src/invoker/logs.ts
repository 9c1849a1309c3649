import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";

/** Bytes of log that an invocation shows; beyond, lines are counted and dropped. */
const MAX_LOG_BYTES = 1024 * 1024;
/** Lambda's own limit of one event of the log, 256 KB. */
const MAX_LINE_BYTES = 256 * 1024;

/** Turns of the event loop that a log is waited for: what a process left behind may go on writing for ever. */
const MAX_TURNS = 10_000;

/** What Node itself says of its debugger, and no function did. */
const INSPECTOR_TALK =
  /^(?:Debugger listening on ws:|For help, see: https:\/\/nodejs\.org\/|Debugger attached\.|Waiting for the debugger to disconnect|Debugger ending on ws:)/;

/** The log of one environment, line by line, whoever writes it. Keeps up with any flood and passes on a bounded part. */
export class Log {
  private passed = 0;
  private dropped = 0;
  private sawData = false;
  /** The last lines that looked like the end of V8: why a process aborted. */
  outOfHeap = false;

  /** `pass` gets whole lines, each with its line break. */
  constructor(private readonly pass: (text: string) => void) {}

  /** Begins the account of another invocation. */
  begin(): void {
    this.passed = 0;
    this.dropped = 0;
    this.outOfHeap = false;
  }

  /** A line of the platform, which nothing crowds out. */
  line(text: string): void {
    this.pass(`${text}\n`);
  }

  follow(stream: Readable): void {
    let rest: Buffer = Buffer.alloc(0);
    stream.on("data", (chunk: Buffer) => {
      this.sawData = true;
      if (this.passed >= MAX_LOG_BYTES) {
        this.dropped += chunk.length;
        return;
      }
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const end = data.lastIndexOf(0x0a) + 1;
      rest = data.subarray(end);
      if (end > 0) this.take(data.subarray(0, end));
      if (rest.length > MAX_LINE_BYTES) {
        this.take(rest);
        rest = Buffer.alloc(0);
      }
    });
    stream.on("end", () => {
      if (rest.length > 0) this.take(rest);
    });
  }

  /** Waits until what was written before now has been read, and says how much was left out. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      this.sawData = false;
      await setImmediate();
      await setImmediate();
      if (!this.sawData) break;
    }
    if (this.dropped > 0) {
      this.line(`... ${(this.dropped / 1024 / 1024).toFixed(1)} MB of log left out`);
      this.dropped = 0;
    }
  }

  private take(data: Buffer): void {
    const text = data.toString();
    if (text.includes("JavaScript heap out of memory")) this.outOfHeap = true;
    const lines = text.split("\n").filter((it, index, all) => index < all.length - 1 || it !== "");
    for (const line of lines) {
      if (INSPECTOR_TALK.test(line)) continue;
      this.passed += line.length + 1;
      if (this.passed > MAX_LOG_BYTES) this.dropped += line.length + 1;
      // Runtimes write the line breaks within one message as carriage returns.
      else this.pass(`${line.replace(/\r$/, "").replaceAll("\r", "\n")}\n`);
    }
  }
}
