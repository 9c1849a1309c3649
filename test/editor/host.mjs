// What the editor tests run in: VS Code as a server (code-server, of the package registry) and a Chromium.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const CODE_SERVER = "code-server@4.139.1";
const NODE = `node-linux-${process.arch}@24.21.0`;

const DEBUGPY = "debugpy==1.8.17";

const cache = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../.vscode-test");
const folder = path.join(cache, "host");
const node = path.join(folder, "node_modules", `node-linux-${process.arch}`, "bin");

/** Installs VS Code unless this very version is there already; returns how to start it. Compiles nothing. */
export function installHost() {
  const server = path.join(folder, "node_modules", "code-server");
  const stamp = path.join(folder, `${CODE_SERVER} ${NODE}`);
  if (!existsSync(stamp)) {
    console.log(`installing ${CODE_SERVER}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "editor-test-host", private: true }));
    npmInstall(folder, ["--save-exact", CODE_SERVER, NODE]);
    // The packages that the install script would have fetched; it would also have compiled some that tests do without.
    npmInstall(path.join(server, "lib", "vscode"), ["--omit=dev"]);
    npmInstall(path.join(server, "lib", "vscode", "extensions"), ["--omit=dev"]);
    writeFileSync(stamp, "");
  }
  return { node: path.join(node, "node"), entry: path.join(server, "out", "node", "entry.js") };
}

/** A virtual environment with a debugger for Python: what a project has that is debugged without an extension for it. */
export function installDebugpy() {
  const environment = path.join(cache, `venv-${DEBUGPY}`);
  if (!existsSync(environment)) {
    const unfinished = `${environment}.${process.pid}`;
    run("python3", ["-m", "venv", "--without-pip", unfinished]);
    const [lib] = readdirSync(path.join(unfinished, "lib"));
    const packages = path.join(unfinished, "lib", lib, "site-packages");
    const env = { ...process.env, PIP_ROOT_USER_ACTION: "ignore" };
    run("python3", ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--target", packages, DEBUGPY], {
      env,
    });
    renameSync(unfinished, environment);
  }
  return environment;
}

/** The path of a Chromium; on a Debian where we are root, one is installed if there is none. */
export function installChromium() {
  const found = findChromium();
  if (found) return found;

  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-q"], { env });
    run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation"], { env });
  }
  const installed = findChromium();
  if (!installed) throw new Error("no Chromium found: install one, or set CHROMIUM to the path of its executable");
  return installed;
}

function findChromium() {
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return [process.env["CHROMIUM"], ...places].find((it) => it && existsSync(it));
}

/** Once Node 24 is there, npm runs on it, as code-server asks. */
function npmInstall(cwd, args) {
  const PATH = `${node}${path.delimiter}${process.env["PATH"]}`;
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...args], {
    cwd,
    env: { ...process.env, PATH },
  });
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { ...options, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? `exit code ${status}`}`);
}
