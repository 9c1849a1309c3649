import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { nodePathOf } from "../support/nodes.js";

const root = process.cwd();
const work = mkdtempSync(path.join(tmpdir(), "lamplight-packed-"));
/** Where each package was unpacked: far from the repository and from any `node_modules`. */
const packages = { extension: path.join(work, "vsix", "extension"), command: path.join(work, "tgz", "package") };

const FILES = {
  "template.yaml": `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [src/app.ts] }
    Properties:
      Runtime: RUNTIME
      Handler: app.handler
      CodeUri: .
      Timeout: 20
      Layers: LAYERS
      Environment:
        Variables: { TABLE_NAME: !Ref Table }
  Sdk:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: layer }
  Table:
    Type: AWS::DynamoDB::Table
`,
  "tsconfig.json": `{
  // The comment is meant: this is no JSON.
  "compilerOptions": { "experimentalDecorators": true, "baseUrl": ".", "paths": { "@orders/*": ["src/orders/*"] } },
}
`,
  "src/app.ts": `import { Status } from "@orders/status";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

const seen: string[] = [];

function logged(_target: unknown, name: string): void {
  seen.push(name);
}

class Orders {
  constructor(private readonly client = new DynamoDBClient({})) {}

  @logged
  async put(id: string): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: process.env.TABLE_NAME, Item: { id: { S: id } } }));
  }
}

export const handler = async (event: { readonly id: string }) => {
  try {
    await new Orders().put(event.id);
  } catch (error) {
    return { status: Status.Open, seen, message: (error as Error).message };
  }
};
`,
  "src/orders/status.ts": `export enum Status {
  Open = "open",
}
`,
};

before(() => {
  const vsix = path.join(work, "lamplight.vsix");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/package.mjs", "--no-build", vsix], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
  unpack("python3", ["-m", "zipfile", "-e", vsix, path.join(work, "vsix")]);
  mkdirSync(path.join(work, "tgz"));
  unpack("tar", ["-xzf", path.join(work, "lamplight.tgz"), "-C", path.join(work, "tgz")]);
});

after(() => rmSync(work, { recursive: true, force: true }));

for (const [name, folder] of Object.entries(packages)) {
  for (const major of [20, 22, 24]) {
    test(`the packed ${name} runs TypeScript as it is written on Node.js ${major}, and blocks its call to DynamoDB`, () => {
      const project = writeProject(`${name}-${major}`, major, "[!Ref Sdk]");
      cpSync(sdkFolder(), path.join(project, "layer", "nodejs"), { recursive: true });
      const { status, stdout, stderr } = invoke(folder, project, major);
      assert.deepEqual(JSON.parse(stdout), {
        status: "open",
        seen: ["put"],
        message: "call blocked: dynamodb:PutItem on Table; choose a profile or an endpoint for this function",
      });
      assert.match(stderr, /\ncall blocked: dynamodb:PutItem on Table\n/);
      assert.equal(status, 0);
    });
  }
}

test("without the SDK, the packed command says which module was not found", () => {
  const { status, stdout } = invoke(packages.command, writeProject("without-sdk", 22, "[]"), 22);
  const { errorType, errorMessage } = JSON.parse(stdout);
  assert.equal(errorType, "Runtime.ImportModuleError");
  assert.match(errorMessage, /Cannot find module '@aws-sdk\/client-dynamodb'/);
  assert.equal(status, 1);
});

function invoke(folder: string, project: string, major: number) {
  const args = ["invoke", "Orders", "--event", "-", "--node", nodePathOf(major)];
  return spawnSync(process.execPath, [path.join(folder, "dist", "cli.js"), ...args], {
    cwd: project,
    input: '{"id":"1"}',
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: path.join(work, "cache") },
  });
}

function writeProject(name: string, major: number, layers: string): string {
  const folder = path.join(work, "projects", name);
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text.replace("RUNTIME", `nodejs${major}.x`).replace("LAYERS", layers));
  }
  return folder;
}

/** A `node_modules` with the SDK's client, as a layer brings it. Installed once. */
function sdkFolder(): string {
  const folder = path.join(root, "node_modules", ".cache", "aws-sdk-layer");
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  const args = [
    "--prefix",
    unfinished,
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "@aws-sdk/client-dynamodb@3.1164.0",
  ];
  const { status, stderr } = spawnSync("npm", ["install", ...args], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  for (const it of readdirSync(unfinished)) if (it !== "node_modules") rmSync(path.join(unfinished, it));
  renameSync(unfinished, folder);
  return folder;
}

function unpack(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
}
