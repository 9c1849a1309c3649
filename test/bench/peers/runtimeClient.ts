import path from "node:path";
import { install } from "./install.js";

export type RuntimeClient =
  | { readonly kind: "present"; readonly node: string; readonly module: string }
  | { readonly kind: "absent"; readonly why: string };

/** AWS's own runtime client. It needs Node 22 and a native addon, which is built from source and on Linux alone. */
export async function installRuntimeClient(): Promise<RuntimeClient> {
  if (process.platform !== "linux") return { kind: "absent", why: `it cannot be built on ${process.platform}` };
  const node = `node-linux-${process.arch}`;
  const client = "node_modules/aws-lambda-ric";
  const nodeFolder = `node_modules/${node}`;
  const variables = { npm_config_nodedir: nodeFolder };
  const installed = await install(
    [`${node}@22.23.3`, "node-gyp@11.5.0", "aws-lambda-ric@4.0.2"],
    [
      { folder: client, script: "preinstall", variables },
      { folder: client, script: "postinstall", variables },
    ],
  );
  if (installed.kind === "absent") return installed;
  const { folder } = installed;
  return {
    kind: "present",
    node: path.join(folder, nodeFolder, "bin/node"),
    module: path.join(folder, client, "index.mjs"),
  };
}
