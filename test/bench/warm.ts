import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { type BootstrapConfig, CONFIG_VARIABLE } from "../../client/src/invoker/bootstrap/config.js";
import { RuntimeApi } from "../../client/src/invoker/runtimeApi.js";
import { type Bench, layOut, newInvoker, payloadOf, TRIVIAL } from "./bench.js";
import { ended, interleaved, type Sample, sampleOf } from "./measure.js";
import { installRuntimeClient, type RuntimeClient } from "./peers/runtimeClient.js";
import { header, milliseconds, row, timesAsFast } from "./table.js";

const ROUNDS = 11;
/** Invocations of each one in a round. */
const BLOCK = 300;
const EVENT = '{"id":"order-1","items":[{"sku":"a","quantity":1}]}';

/** Invocations of an environment that is there already. */
export async function warm(bench: Bench): Promise<void> {
  header("warm invoke: one after the other in one environment");
  const client = await installRuntimeClient();
  if (client.kind === "absent") row(`aws-lambda-ric could not be installed: ${client.why}`, "");
  const node = client.kind === "present" ? client.node : process.execPath;
  const { root } = layOut(bench, "warm", { "index.js": TRIVIAL });
  const ours = await Runtime.start(ourCommand(bench, node, root), root);
  const theirs = client.kind === "present" ? await Runtime.start(theirCommand(client), root) : undefined;
  const invoker = newInvoker(bench);
  const spec = layOut(bench, "warm-client", { "index.js": TRIVIAL });
  try {
    const measures: Readonly<Record<string, () => Promise<number>>> = {
      ...(theirs && { theirs: () => block(() => theirs.roundTrip()) }),
      ours: () => block(() => ours.roundTrip()),
      whole: () => block(() => payloadOf(invoker, spec, EVENT)),
    };
    for (const measure of Object.values(measures)) await measure();
    const samples = await interleaved(ROUNDS, measures);
    report(samples);
  } finally {
    await Promise.all([ours.end(), theirs?.end(), invoker.close()]);
  }
}

function report({ theirs, ours, whole }: Readonly<Record<string, Sample>>): void {
  const budget = { required: ">= 0.8 x", aim: ">= 1 x" };
  if (theirs) row("aws-lambda-ric under our Runtime API", perSecond(theirs));
  for (const [name, sample] of [
    ["our bootstrap under our Runtime API", ours],
    ["through the whole invoker and its client", whole],
  ] as const) {
    if (!sample) continue;
    const ratio = theirs && timesAsFast(sample, theirs, "the speed of aws-lambda-ric");
    row(name, perSecond(sample), ratio === undefined ? {} : { ratio, ...budget });
  }
}

function perSecond(sample: Sample): string {
  return `${milliseconds(sample)} (${Math.round(1000 / sample.median)}/s)`;
}

/** The median of many round trips, milliseconds. */
async function block(roundTrip: () => Promise<unknown>): Promise<number> {
  const values: number[] = [];
  for (let index = 0; index < BLOCK; index += 1) {
    const began = performance.now();
    await roundTrip();
    values.push(performance.now() - began);
  }
  return sampleOf(values).median;
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

function ourCommand({ dist, scratch }: Bench, node: string, taskRoot: string): Command {
  const config: BootstrapConfig = {
    handler: "index.handler",
    taskRoot,
    built: false,
    version: 22,
    cacheFolder: path.join(scratch, "cache"),
    debug: false,
    clockFile: path.join(scratch, "clock"),
  };
  return {
    command: node,
    args: [path.join(dist, "bootstrap", "node.js")],
    variables: { [CONFIG_VARIABLE]: JSON.stringify(config) },
  };
}

function theirCommand({ node, module }: Extract<RuntimeClient, { kind: "present" }>): Command {
  return { command: node, args: [module, "index.handler"], variables: {} };
}

/** A runtime that is driven through the Runtime API alone. */
class Runtime {
  private readonly child: ChildProcess;
  private ready: (() => void) | undefined;
  private failed: ((error: Error) => void) | undefined;

  private constructor(
    private readonly api: RuntimeApi,
    { command, args, variables }: Command,
    root: string,
  ) {
    this.child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        PATH: process.env["PATH"],
        _HANDLER: "index.handler",
        LAMBDA_TASK_ROOT: root,
        AWS_LAMBDA_FUNCTION_NAME: "warm",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/warm",
        AWS_LAMBDA_LOG_STREAM_NAME: "warm",
        AWS_LAMBDA_RUNTIME_API: api.address,
        ...variables,
      },
    });
    this.child.once("close", (code, signal) => this.failed?.(new Error(`${command} ended: ${signal ?? code}`)));
    this.child.once("error", (error) => this.failed?.(error));
  }

  static async start(command: Command, root: string): Promise<Runtime> {
    let res: Runtime | undefined;
    const api = await RuntimeApi.listen({
      ready: () => res?.ready?.(),
      answered: (answer) => answer.kind === "error" && res?.failed?.(new Error(answer.body)),
      initFailed: (body) => res?.failed?.(new Error(body)),
      loaded: () => {},
      debuggable: (_port, go) => go(),
    });
    res = new Runtime(api, command, root);
    await res.untilReady();
    return res;
  }

  /** From an event handed over to the request for the next one. */
  async roundTrip(): Promise<void> {
    const ready = this.untilReady();
    this.api.deliver({
      requestId: randomUUID(),
      event: EVENT,
      deadline: Date.now() + 60_000,
      functionArn: "arn:aws:lambda:us-east-1:123456789012:function:warm",
      traceId: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
    });
    await ready;
  }

  async end(): Promise<void> {
    const gone = ended(this.child);
    this.child.kill("SIGKILL");
    await gone;
    this.api.close();
  }

  private untilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.ready = resolve;
      this.failed = reject;
    });
  }
}
