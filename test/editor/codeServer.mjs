// A VS Code server of its own for each suite: own settings, own extensions, own port, gone afterwards.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const START_MS = 60_000;

/** Quiet: nothing in the window but what the test is about. */
const SETTINGS = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.enabled": false,
  "npm.autoDetect": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
};

/**
 * Starts a server on the folder `home`. With `trusted: false` its windows open in Restricted Mode, and do not ask.
 * @param {{node: string, entry: string}} host
 * @param {{home: string, trusted: boolean, env?: Record<string, string>, vsix?: string, args?: string[]}} options
 */
export async function startCodeServer(host, { home, trusted, env = {}, vsix, args = [] }) {
  const own = ownFolders(home, trusted);
  if (vsix) install(host, own, vsix);
  const port = await freePort();
  const flags = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
  if (trusted) flags.push("--disable-workspace-trust");
  const bind = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--ignore-last-opened"];
  const child = spawn(host.node, [host.entry, ...own, ...bind, ...flags, ...args], {
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const log = createWriteStream(path.join(home, "server.log"));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  try {
    await untilHealthy(child, port);
  } catch (error) {
    await stop(child, exited);
    throw error;
  }
  return { port, stop: () => stop(child, exited) };
}

function ownFolders(home, trusted) {
  const userData = path.join(home, "user-data");
  const extensions = path.join(home, "extensions");
  mkdirSync(path.join(userData, "User"), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const trust = { "security.workspace.trust.enabled": !trusted, "security.workspace.trust.startupPrompt": "never" };
  writeFileSync(path.join(userData, "User", "settings.json"), JSON.stringify({ ...SETTINGS, ...trust }, null, 2));
  return ["--config", path.join(home, "config.yaml"), "--user-data-dir", userData, "--extensions-dir", extensions];
}

function install(host, own, vsix) {
  const args = [host.entry, ...own, "--install-extension", vsix];
  const { status, stdout, stderr } = spawnSync(host.node, args, { env: environment({}), encoding: "utf8" });
  if (status !== 0) throw new Error(`the extension could not be installed: ${stdout}${stderr}`);
}

/** Tests also run in a terminal of VS Code, whose variables would make the server believe that it is that window's. */
function environment(extra) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

async function untilHealthy(child, port) {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`code-server ended with exit code ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await wait(100);
  }
  throw new Error("code-server did not answer in time");
}

/** Ends the server and its extension hosts: it was started as the leader of a process group. */
async function stop(child, exited) {
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    try {
      process.kill(-child.pid, signal);
    } catch {
      return;
    }
    await Promise.race([exited, wait(3000, undefined, { ref: false })]);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
