import { randomUUID } from "node:crypto";
import type { AwsCall } from "../outcome.js";
import { encodeMap } from "./cbor.js";
import { speaksXml } from "./operations.js";
import { type AwsRequest, isForm } from "./request.js";

/** The name that the SDK's error has. */
export const BLOCKED = "LamplightCallBlocked";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The service error that the protocol of the request has; no SDK tries again after it. */
export function refuse(request: AwsRequest, call: AwsCall): Answer {
  const on = call.resource === undefined ? "" : ` on ${call.resource}`;
  const text = `call blocked: ${call.service}:${call.operation}${on}; choose a profile or an endpoint for this function`;
  const id = randomUUID();
  const { headers, body } = inProtocol(request, call, text, id);
  return {
    // An SDK that gets 400 for a HEAD request asks for the bucket's region before it gives up.
    status: request.method === "HEAD" ? 403 : 400,
    headers: {
      ...headers,
      "x-amzn-errortype": BLOCKED,
      "x-amzn-requestid": id,
      "x-amz-request-id": id,
      "content-length": String(body.length),
    },
    body,
  };
}

function inProtocol(
  request: AwsRequest,
  { service }: AwsCall,
  message: string,
  id: string,
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  if (request.headers["smithy-protocol"] === "rpc-v2-cbor") {
    const headers = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" };
    return { headers, body: encodeMap({ __type: BLOCKED, message }) };
  }
  const target = request.headers["x-amz-target"];
  if (target === undefined && (speaksXml(service) || isForm(request) || request.query.has("Action"))) {
    return { headers: { "content-type": "text/xml" }, body: Buffer.from(xml(request, service, message, id)) };
  }
  const type = request.headers["content-type"] ?? "";
  const headers = { "content-type": /^application\/x-amz-json-1\.\d/.exec(type)?.[0] ?? "application/json" };
  return { headers, body: Buffer.from(JSON.stringify({ __type: BLOCKED, message })) };
}

function xml({ path }: AwsRequest, service: string, message: string, id: string): string {
  const error = `<Code>${BLOCKED}</Code><Message>${escaped(message)}</Message>`;
  const start = `<?xml version="1.0" encoding="UTF-8"?>\n`;
  if (service === "s3" && !path.startsWith("/v20180820/")) {
    return `${start}<Error>${error}<RequestId>${id}</RequestId><HostId>${id}</HostId></Error>`;
  }
  if (service === "ec2" || service === "sdb") {
    return `${start}<Response><Errors><Error>${error}</Error></Errors><RequestID>${id}</RequestID></Response>`;
  }
  const typed = `<Error><Type>Sender</Type>${error}</Error>`;
  return `${start}<ErrorResponse>${typed}<RequestId>${id}</RequestId></ErrorResponse>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}
