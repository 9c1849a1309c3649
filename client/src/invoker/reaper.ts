import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Every process of an environment inherits this variable, those too that leave its process group. */
export const MARK_VARIABLE = "LAMPLIGHT_ENVIRONMENT";

/** Ends whatever an environment started: its process group, and on Linux all that carry its mark. */
export function killEnvironment(pid: number | undefined, mark: string): void {
  if (process.platform === "win32") {
    if (pid !== undefined) spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
    return;
  }
  if (pid !== undefined) kill(-pid);
  // A process that is being forked while it is looked for shows itself at the second look.
  for (let left = markedProcesses(mark), looks = 0; left.length > 0 && looks < 5; left = markedProcesses(mark)) {
    for (const it of left) kill(it);
    looks += 1;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

function markedProcesses(mark: string): readonly number[] {
  if (process.platform !== "linux") return [];
  const entry = `${MARK_VARIABLE}=${mark}`;
  return readdirSync("/proc").flatMap((it) => (/^\d+$/.test(it) && hasEntry(it, entry) ? [Number(it)] : []));
}

function hasEntry(pid: string, entry: string): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    return environment.includes(entry) && !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: string): boolean {
  return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}

/**
 * Watches over the invoker from a process of its own: when the invoker is killed, its pipe breaks, and the watch ends
 * every environment that was still running. A shell does it where there is one: it starts in a few milliseconds.
 */
export class Watch {
  private readonly child: ChildProcess;

  /** The folder of the environments goes with them. */
  constructor(folder: string) {
    const [command, args] =
      process.platform === "win32"
        ? [process.execPath, ["-e", WINDOWS_WATCH, folder]]
        : ["/bin/sh", ["-c", SHELL_WATCH, "watch", folder]];
    this.child = spawn(command, args, {
      stdio: ["pipe", "ignore", "ignore"],
      detached: process.platform !== "win32",
      windowsHide: true,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    });
    this.child.unref();
    this.child.on("error", () => {});
    this.child.stdin?.on("error", () => {});
  }

  over(pid: number, mark: string): void {
    this.child.stdin?.write(`+ ${pid} ${mark}\n`);
  }

  ended(pid: number, mark: string): void {
    this.child.stdin?.write(`- ${pid} ${mark}\n`);
  }

  /** Once nothing is running any more. */
  close(): void {
    this.child.stdin?.end();
  }
}

const SHELL_WATCH = `
trap '' HUP INT TERM
running=' '
while read -r what pid mark; do
  case $what in
    +) running="$running$pid:$mark " ;;
    -) running=$(printf '%s' "$running" | sed "s/ $pid:$mark / /") ;;
  esac
done
for it in $running; do
  kill -9 "-\${it%%:*}" 2> /dev/null
  for look in 1 2; do
    for folder in /proc/[0-9]*; do
      grep -q "${MARK_VARIABLE}=\${it#*:}" "$folder/environ" 2> /dev/null && kill -9 "\${folder#/proc/}" 2> /dev/null
    done
  done
done
rm -rf "$1"
`;

const WINDOWS_WATCH = `
const running = new Set();
require("node:readline").createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [what, pid] = line.split(" ");
    if (what === "+") running.add(pid); else running.delete(pid);
  })
  .on("close", () => {
    for (const pid of running) require("node:child_process").spawnSync("taskkill", ["/pid", pid, "/T", "/F"]);
    require("node:fs").rmSync(process.argv[1], { recursive: true, force: true });
    process.exit();
  });
`;
