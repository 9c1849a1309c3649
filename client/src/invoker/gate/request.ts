import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { gunzipSync } from "node:zlib";

/** As much of a body is kept; what comes after is read and dropped. */
const MAX_BODY = 1024 * 1024;

/** What names an operation and a resource. */
export interface AwsRequest {
  readonly method: string;
  /** As it was sent, `/bucket/a%20key`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Without the port. */
  readonly host: string;
  /** Empty where it is too long to be understood. */
  readonly body: Buffer;
}

/** Reads all of a request, except where an SDK waits for the answer before it ends it. */
export async function readRequest(incoming: IncomingMessage | Http2ServerRequest): Promise<AwsRequest> {
  const headers = headersOf(incoming);
  const { pathname, searchParams } = splitUrl(incoming.url ?? "/");
  const body = isEventStream(headers) ? drop(incoming) : await bodyOf(incoming);
  return {
    method: incoming.method ?? "GET",
    path: pathname,
    query: searchParams,
    headers,
    host: (headers["host"] ?? headers[":authority"] ?? "").replace(/:\d+$/, "").toLowerCase(),
    body: headers["content-encoding"] === "gzip" ? unzipped(body) : body,
  };
}

/** The query protocol, whose body is a form. */
export function isForm({ headers }: Pick<AwsRequest, "headers">): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

function headersOf({ headers }: IncomingMessage | Http2ServerRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Not with `URL`, which would take `//key` for a host and resolve `..` in the key of an object. */
function splitUrl(url: string): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const path = url.replace(/^https?:\/\/[^/]*/, "");
  const mark = path.indexOf("?");
  if (mark < 0) return { pathname: path, searchParams: new URLSearchParams() };
  return { pathname: path.slice(0, mark), searchParams: new URLSearchParams(path.slice(mark + 1)) };
}

/** Speech to be transcribed, say: it goes on until the service answers. */
function isEventStream(headers: Readonly<Record<string, string>>): boolean {
  return headers["content-type"] === "application/vnd.amazon.eventstream";
}

function drop(incoming: IncomingMessage | Http2ServerRequest): Buffer {
  incoming.on("error", () => {});
  incoming.resume();
  return Buffer.alloc(0);
}

async function bodyOf(incoming: IncomingMessage | Http2ServerRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += (chunk as Buffer).length;
    if (length <= MAX_BODY) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  return Buffer.concat(chunks);
}

function unzipped(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BODY });
  } catch {
    return Buffer.alloc(0);
  }
}
