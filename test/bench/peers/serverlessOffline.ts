import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { RUNTIME } from "../bench.js";
import { ended } from "../measure.js";
import { install } from "./install.js";
import type { Peer, RunningPeer } from "./peer.js";

const VERSION = "14.8.2";
/** The Serverless Framework asks for an account since its version 4; its free fork has the same interface. */
const FRAMEWORK = "serverless@npm:osls@4.3.1";
const START_LIMIT_MS = 60_000;

/** Runs each function in a worker thread of its own process. */
export async function serverlessOffline(functions: number): Promise<Peer> {
  const name = `serverless-offline ${VERSION}`;
  const installed = await install([`serverless-offline@${VERSION}`, FRAMEWORK]);
  if (installed.kind === "absent") return { name, ...installed };
  const start = (from: string) => startIn(path.join(installed.folder, "service"), from, functions);
  return {
    name,
    kind: "present",
    start,
    fromNothing: async (from) => {
      const running = await start(from);
      await running.invoke(0);
      await running.end();
    },
  };
}

async function startIn(service: string, from: string, functions: number): Promise<RunningPeer> {
  const [httpPort, lambdaPort] = [await freePort(), await freePort()];
  cpSync(from, service, { recursive: true });
  writeFileSync(path.join(service, "serverless.yml"), configuration(functions, httpPort, lambdaPort));
  const command = path.join(service, "../node_modules/serverless/bin/serverless.js");
  const child = spawn(process.execPath, [command, "offline", "start"], {
    cwd: service,
    stdio: "ignore",
    env: { ...process.env, SLS_TELEMETRY_DISABLED: "1", SLS_NOTIFICATIONS_MODE: "off" },
  });
  const agent = new Agent({ keepAlive: true });
  const end = async () => {
    const gone = ended(child);
    agent.destroy();
    child.kill("SIGKILL");
    await gone;
  };
  try {
    await untilListening(lambdaPort, child);
  } catch (error) {
    await end();
    throw error;
  }
  return { end, invoke: (index) => post(lambdaPort, `bench-dev-fn${index}`, agent) };
}

function configuration(functions: number, httpPort: number, lambdaPort: number): string {
  return JSON.stringify({
    service: "bench",
    provider: { name: "aws", runtime: RUNTIME },
    plugins: ["serverless-offline"],
    custom: { "serverless-offline": { host: "127.0.0.1", httpPort, lambdaPort, noTimeout: true } },
    functions: Object.fromEntries(
      Array.from({ length: functions }, (_, index) => [`fn${index}`, { handler: `fn${index}/index.handler` }]),
    ),
  });
}

async function untilListening(port: number, child: { readonly exitCode: number | null }): Promise<void> {
  for (let waited = 0; waited < START_LIMIT_MS; waited += 5) {
    if (await isListening(port)) return;
    if (child.exitCode !== null) throw new Error(`serverless-offline ended with ${child.exitCode}`);
    await setTimeout(5);
  }
  throw new Error("serverless-offline does not listen");
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const req = request({ host: "127.0.0.1", port, method: "HEAD" }, (res) => {
      res.resume();
      resolve(true);
    });
    req.once("error", () => resolve(false));
    req.end();
  });
}

function post(port: number, name: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const place = `/2015-03-31/functions/${name}/invocations`;
    const req = request({ host: "127.0.0.1", port, path: place, method: "POST", agent }, (res) => {
      let text = "";
      res.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      res.on("end", () => {
        if (res.statusCode === 200) resolve();
        else reject(new Error(`serverless-offline answered ${res.statusCode}: ${text}`));
      });
    });
    req.once("error", reject);
    req.end("{}");
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
