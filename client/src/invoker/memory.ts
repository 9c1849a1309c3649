import { readdirSync, readFileSync } from "node:fs";

const MB = 1024 * 1024;
const SAMPLE_MS = 50;

/** Watches how much memory a process and its children take. Only Linux tells it of another process. */
export class MemoryWatch {
  private peak = 0;
  private timer: NodeJS.Timeout | undefined;

  /** `exceeded` is called once, when more than `limit` MB are taken. */
  constructor(
    private readonly pid: number,
    private readonly limit: number,
    private readonly exceeded: () => void,
  ) {}

  start(): void {
    if (process.platform !== "linux" || this.timer) return;
    this.timer = setInterval(() => {
      const present = this.sample();
      if (present <= this.limit) return;
      this.stop();
      this.exceeded();
    }, SAMPLE_MS);
    this.timer.unref();
  }

  /** MB at most so far; undefined where it cannot be told. The kernel's own account of the process, and a sample of its children. */
  get maximum(): number | undefined {
    if (process.platform !== "linux") return undefined;
    this.sample();
    return Math.ceil(Math.max(this.peak, highWaterMark(this.pid)));
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private sample(): number {
    const present = residentSize(this.pid) / MB;
    this.peak = Math.max(this.peak, present);
    return present;
  }
}

/** MB; 0 for a process that is gone. */
function highWaterMark(pid: number): number {
  return statusOf(pid, "VmHWM") / 1024;
}

/** Kilobytes, as the kernel counts. */
function statusOf(pid: number, entry: "VmRSS" | "VmHWM"): number {
  const [, kilobytes] = new RegExp(`${entry}:\\s+(\\d+) kB`).exec(read(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes ?? 0);
}

/** Bytes of the process and all its descendants. */
function residentSize(pid: number, depth = 0): number {
  const own = residentBytes(pid);
  if (depth > 4) return own;
  return own + childrenOf(pid).reduce((sum, it) => sum + residentSize(it, depth + 1), 0);
}

function residentBytes(pid: number): number {
  return statusOf(pid, "VmRSS") * 1024;
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((it) =>
      read(`/proc/${pid}/task/${it}/children`)
        .split(" ")
        .filter((child) => child !== "")
        .map(Number),
    );
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
