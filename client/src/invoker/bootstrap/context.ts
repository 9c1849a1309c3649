import { readFileSync } from "node:fs";
import type { BootstrapConfig } from "./config.js";

/** What the Runtime API says of an invocation, beside its event. */
export type InvocationHeaders = Readonly<Record<string, string>>;

/** The part of the handler's context that all versions have. Also leads the trace's id into the environment. */
export function contextOf(headers: InvocationHeaders, config: BootstrapConfig): Record<string, unknown> {
  const { env } = process;
  const traceId = headers["lambda-runtime-trace-id"];
  if (traceId) env["_X_AMZN_TRACE_ID"] = traceId;
  else delete env["_X_AMZN_TRACE_ID"];
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    functionVersion: env["AWS_LAMBDA_FUNCTION_VERSION"],
    functionName: env["AWS_LAMBDA_FUNCTION_NAME"],
    memoryLimitInMB: env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: env["AWS_LAMBDA_LOG_STREAM_NAME"],
    clientContext: json(headers["lambda-runtime-client-context"]),
    identity: json(headers["lambda-runtime-cognito-identity"]),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    tenantId: headers["lambda-runtime-aws-tenant-id"],
    ...(config.version >= 24 && { xRayTraceId: traceId }),
    getRemainingTimeInMillis: () => deadline + (config.debug ? heldMilliseconds(config.clockFile) : 0) - Date.now(),
  };
}

function json(text: string | undefined): unknown {
  return text ? JSON.parse(text) : undefined;
}

/** How long a debugger has held the function in this invocation; see `ClockFile`. */
function heldMilliseconds(clockFile: string): number {
  const [held = 0, since = 0] = readFileSync(clockFile, "utf8").split(" ").map(Number);
  return held + (since > 0 ? Date.now() - since : 0);
}
