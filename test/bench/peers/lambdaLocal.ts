import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { ended, outputOf } from "../measure.js";
import { install } from "./install.js";
import type { Peer } from "./peer.js";

const VERSION = "2.2.0";

/** Runs a function in its own process, on request. */
const DRIVER = `
const { execute } = require("lambda-local");
process.on("message", async (lambdaPath) => {
  await execute({ lambdaPath, lambdaHandler: "handler", event: {}, timeoutMs: 60000, verboseLevel: 0 });
  process.send("done");
});
process.send("started");
`;

/** Calls the handler in its own process: neither a process nor HTTP stands between. */
export async function lambdaLocal(): Promise<Peer> {
  const installed = await install([`lambda-local@${VERSION}`]);
  const name = `lambda-local ${VERSION}`;
  if (installed.kind === "absent") return { name, ...installed };
  const { folder } = installed;
  return {
    name,
    kind: "present",
    fromNothing: async (functions) => {
      const command = path.join(folder, "node_modules/lambda-local/build/cli.js");
      const event = path.join(functions, "event.json");
      const args = ["-l", path.join(functions, "fn0", "index.js"), "-h", "handler", "-e", event, "-v", "0"];
      await outputOf(process.execPath, [command, ...args]);
    },
    start: async (functions) => {
      const child = spawn(process.execPath, ["-e", DRIVER], {
        cwd: folder,
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
      await answer(child);
      return {
        invoke: async (index) => {
          child.send(path.join(functions, `fn${index}`, "index.js"));
          await answer(child);
        },
        end: async () => {
          const gone = ended(child);
          child.kill("SIGKILL");
          await gone;
        },
      };
    },
  };
}

function answer(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (code: number | null) => reject(new Error(`lambda-local ended with ${code}`));
    child.once("close", closed);
    child.once("message", () => {
      child.off("close", closed);
      resolve();
    });
  });
}
