import { awslambda, kindOf } from "./awslambda.js";
import { type BootstrapConfig, CONFIG_VARIABLE } from "./config.js";
import { type LogSubject, patchConsole } from "./console.js";
import { RuntimeError, unhandledRejection } from "./errors.js";
import { type Handler, type LoadedHandler, loadHandler } from "./handler.js";
import { ImportedFiles } from "./importedFiles.js";
import { Invocation, NEXT, postInitError } from "./invocation.js";
import { enterInvocation, invokeStore } from "./invokeStore.js";
import { isAsyncFunction, performWithCallback, performWithPromise } from "./performBuffered.js";
import { RuntimeConnection } from "./runtimeConnection.js";

/** The runtime of functions in Node.js: loads the handler, and gives it one event after the other. */
const config = JSON.parse(process.env[CONFIG_VARIABLE] ?? "{}") as BootstrapConfig;
delete process.env[CONFIG_VARIABLE];
const { version } = config;

const connection = new RuntimeConnection(process.env["AWS_LAMBDA_RUNTIME_API"] ?? "");
const subject: LogSubject = { requestId: version < 24 ? undefined : "-", tenantId: undefined };
const log = patchConsole(subject, version);
const files = new ImportedFiles();
/** Without one, the function waits for its next event. */
let stage: Invocation | "init" | undefined = "init";
/** The process exits as soon as that has been told. */
let isEnding = false;

void main();

async function main(): Promise<void> {
  if (version < 24) reportFatalErrors();
  offerGlobals();
  if (config.gate !== undefined) (await import("./blockAws.js")).blockAws(config.gate);
  if (config.debug) await (await import("./waitForDebugger.js")).waitForDebugger(connection);
  const handler = await initialised();
  if (!handler) return;
  const perform = await performerOf(handler);
  // What was rejected while the function was loaded is a failure of that, and known in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  while (!isEnding) {
    stage = undefined;
    const { headers, body } = await connection.get(NEXT);
    const invocation = new Invocation(headers, body, config, connection, log);
    stage = invocation;
    subject.requestId = invocation.requestId;
    subject.tenantId = headers["lambda-runtime-aws-tenant-id"];
    enterInvocation(headers);
    await perform(invocation);
    await tellFiles();
  }
}

function offerGlobals(): void {
  if (/^(?:1|true)$/.test(process.env["AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA"] ?? "")) return;
  Object.assign(globalThis, { awslambda: version < 24 ? awslambda : { ...awslambda, InvokeStore: invokeStore } });
}

/** Undefined when the function cannot be run; that has been told then, and the process is about to exit. */
async function initialised(): Promise<Handler | undefined> {
  let loaded: LoadedHandler | undefined;
  try {
    loaded = await loadHandler(config);
    checkParameters(loaded.handler);
    await tellFiles(loaded.imported);
    return loaded.handler;
  } catch (error) {
    // Up to Node.js 22 nothing catches it.
    log.logError(version < 24 ? "Uncaught Exception" : "Init Error", error);
    await tellFiles(loaded?.imported);
    await postInitError(connection, error, version);
    process.exit(version < 24 ? 129 : 1);
  }
}

/** A handler that asks for a callback is warned up to Node.js 22, and refused later. */
function checkParameters(handler: Handler): void {
  const { isStreaming } = kindOf(handler);
  if (isStreaming || handler.length < 3) return;
  if (version >= 24) {
    throw new RuntimeError(
      "CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  const isQuiet = process.env["AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING"] !== undefined;
  if (isQuiet || handler.length > 3 || isAsyncFunction(handler)) return;
  console.warn(
    "AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.",
  );
}

async function performerOf(handler: Handler): Promise<(invocation: Invocation) => Promise<void>> {
  const { isStreaming, highWaterMark } = kindOf(handler);
  if (!isStreaming) return (it) => (version < 24 ? performWithCallback : performWithPromise)(handler, it);
  const { performStreaming } = await import("./performStreaming.js");
  return (it) => performStreaming(handler, it, highWaterMark);
}

/** Tells which files of the user were imported since it was told last. Nothing waits for the answer. */
async function tellFiles(imported?: string): Promise<void> {
  const compiled = config.prepared ? (await import("./typescript/loadSource.js")).loadedFiles() : [];
  const news = files.news(compiled, imported);
  if (news.length > 0) void connection.post("/lamplight/loaded", JSON.stringify(news));
}

/** Up to Node.js 22 an error that nobody catches is told, and ends the process. From 24 on Node.js itself ends it. */
function reportFatalErrors(): void {
  process.on("uncaughtException", (error) => void die("Uncaught Exception", error, 129));
  process.on(
    "unhandledRejection",
    (reason) => void die("Unhandled Promise Rejection", unhandledRejection(reason), 128),
  );
}

async function die(title: string, error: unknown, exitCode: number): Promise<never> {
  isEnding = true;
  log.logError(title, error);
  if (stage === "init") await postInitError(connection, error, version);
  else if (stage) await stage.tellEnd(error);
  process.exit(exitCode);
}
