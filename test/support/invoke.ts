import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { Invoker, type RunListener } from "../../client/src/invoker/client.js";
import type { RunOptions } from "../../client/src/invoker/messages.js";
import type { Invocation } from "../../client/src/invoker/outcome.js";
import type { FunctionSpec } from "../../server/src/protocol.js";

/** A function in a folder of its own, as a test writes it. */
export interface TestFunction {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly spec?: Partial<FunctionSpec>;
  readonly options?: Partial<RunOptions>;
}

export interface TestRun extends Invocation {
  readonly log: string;
  readonly notes: readonly string[];
  readonly runtime: string;
  readonly warm: boolean;
}

export interface TestInvoker {
  readonly folder: string;
  readonly invoker: Invoker;
  readonly spec: FunctionSpec;
  /** Writes files over those that are there. */
  write(files: Readonly<Record<string, string>>): void;
  invoke(event?: unknown, options?: Partial<RunOptions>, listener?: RunListener): Promise<TestRun>;
}

/** The built invoker with one function; all of it is gone when the test ends. */
export function testInvoker(t: TestContext, { files, spec, options }: TestFunction): TestInvoker {
  const folder = mkdtempSync(path.join(tmpdir(), "lamplight-test-"));
  const code = path.join(folder, "code");
  const invoker = new Invoker({
    module: path.resolve("dist/invoker.js"),
    execPath: process.execPath,
    cacheFolder: path.join(folder, "cache"),
  });
  t.after(async () => {
    await invoker.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const res: TestInvoker = {
    folder: code,
    invoker,
    spec: specOf(code, spec),
    write(texts) {
      for (const [name, text] of Object.entries(texts)) {
        const file = path.join(code, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    },
    async invoke(event = {}, more = {}, listener = {}) {
      let log = "";
      let started = { notes: [] as readonly string[], runtime: "", warm: false };
      const run = invoker.run(
        res.spec,
        JSON.stringify(event),
        { aws: { kind: "blocked" }, ...options, ...more },
        {
          ...listener,
          started: (it) => {
            started = it;
            listener.started?.(it);
          },
          log: (text) => {
            log += text;
            listener.log?.(text);
          },
        },
      );
      const invocation = await run.invocation;
      return { ...invocation, ...started, log };
    },
  };
  res.write(files);
  return res;
}

/** What the server would say of a function whose code lies in the folder. */
export function specOf(root: string, given: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    revision: "1",
    id: "Function",
    root,
    name: "Function",
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: { kind: "folder", root, built: false },
    timeout: 3,
    memorySize: 128,
    ephemeralStorage: 512,
    region: "us-east-1",
    accountId: "123456789012",
    layers: [],
    environment: {},
    logging: { format: "Text" },
    notes: [],
    ...given,
  };
}
