import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Bytes of a response that is not streamed: 6 MB and what wraps it. Source: the runtime interface emulator, 2026-01. */
export const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** An event on its way to the runtime. */
export interface Delivery {
  readonly requestId: string;
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceId: string;
}

/** What the runtime says of the invocation that it was given. */
export type Answer =
  | { readonly kind: "response"; readonly payload: string; readonly leftOut: number }
  | { readonly kind: "error"; readonly body: string; readonly errorType: string | undefined }
  | { readonly kind: "oversize" };

/** What the runtime's process does, as it happens. */
export interface RuntimeEvents {
  /** It asks for work: its initialisation, or the invocation before, is over. */
  ready(): void;
  answered(answer: Answer): void;
  initFailed(body: string, errorType: string | undefined): void;
  /** Files of the user that the runtime imported, absolute. Of our own runtimes only. */
  loaded(files: readonly string[]): void;
  /** A debugger can attach to the port; `go` lets the runtime continue. */
  debuggable(port: number, go: () => void): void;
}

/** The Runtime API of one environment, on a port of its own: runtimes can be told a host and a port only. */
export class RuntimeApi {
  private readonly server: Server;
  private waiting: ServerResponse | undefined;
  private delivery: Delivery | undefined;
  /** Set while the runtime has been given an event and has not answered. */
  private current: string | undefined;
  /** Until what the runtime answers has been read. */
  private answering: Promise<unknown> = Promise.resolve();

  private constructor(private readonly events: RuntimeEvents) {
    this.server = createServer((req, res) => void this.serve(req, res).catch(() => res.destroy()));
    // A runtime waits for its next event as long as it takes.
    this.server.requestTimeout = 0;
    this.server.keepAliveTimeout = 0;
  }

  static async listen(events: RuntimeEvents): Promise<RuntimeApi> {
    const res = new RuntimeApi(events);
    await new Promise<void>((resolve, reject) => {
      res.server.once("error", reject);
      res.server.listen(0, "127.0.0.1", resolve);
    });
    return res;
  }

  /** `AWS_LAMBDA_RUNTIME_API`. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Hands the event to the runtime, now or as soon as it asks. */
  deliver(delivery: Delivery): void {
    this.delivery = delivery;
    this.handOver();
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { method, url = "" } = req;
    if (method === "GET" && url === "/2018-06-01/runtime/invocation/next") {
      // Over another connection an answer may still be on its way.
      await this.answering;
      return this.next(res);
    }
    const [, id, what] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
    if (method === "POST" && id && what) {
      const answer = this.answer(id, what, req, res);
      this.answering = Promise.allSettled([this.answering, answer]);
      return answer;
    }
    if (method === "POST" && url === "/2018-06-01/runtime/init/error") {
      const { text } = await read(req, MAX_RESPONSE_BYTES);
      accept(res);
      this.events.initFailed(text, header(req, "lambda-runtime-function-error-type"));
      return;
    }
    if (method === "POST" && url === "/lamplight/loaded") {
      const { text } = await read(req, MAX_RESPONSE_BYTES);
      accept(res);
      this.events.loaded(fileList(text));
      return;
    }
    if (method === "POST" && url === "/lamplight/debugger") {
      const { text } = await read(req, 1024);
      this.events.debuggable(Number(text), () => accept(res));
      return;
    }
    refuse(res, 404, "NotFound", `no such operation: ${method} ${url}`);
  }

  private next(res: ServerResponse): void {
    if (res.destroyed) return;
    if (this.current !== undefined) {
      // The runtime asks for more and has not answered: what it was given is lost.
      this.current = undefined;
    }
    this.waiting = res;
    res.on("close", () => {
      if (this.waiting === res) this.waiting = undefined;
    });
    this.events.ready();
    this.handOver();
  }

  private handOver(): void {
    const { waiting, delivery } = this;
    if (!waiting || !delivery) return;
    this.waiting = undefined;
    this.delivery = undefined;
    this.current = delivery.requestId;
    waiting.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(delivery.event),
      "Lambda-Runtime-Aws-Request-Id": delivery.requestId,
      "Lambda-Runtime-Deadline-Ms": String(delivery.deadline),
      "Lambda-Runtime-Invoked-Function-Arn": delivery.functionArn,
      "Lambda-Runtime-Trace-Id": delivery.traceId,
    });
    waiting.end(delivery.event);
  }

  private async answer(id: string, what: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.current !== id) {
      req.resume();
      refuse(res, 400, "InvalidRequestID", "Invalid request ID");
      return;
    }
    const streams = header(req, "lambda-runtime-function-response-mode") === "streaming";
    const { text, leftOut } = await read(req, MAX_RESPONSE_BYTES);
    if (this.current !== id) {
      refuse(res, 400, "InvalidRequestID", "Invalid request ID");
      return;
    }
    this.current = undefined;
    const failure = streams ? streamFailure(req) : undefined;
    if (leftOut > 0 && !streams) {
      refuse(res, 413, "RequestEntityTooLarge", oversizeMessage());
      this.events.answered({ kind: "oversize" });
      return;
    }
    accept(res);
    if (failure) this.events.answered(failure);
    else if (what === "response") this.events.answered({ kind: "response", payload: text, leftOut });
    else {
      const errorType = header(req, "lambda-runtime-function-error-type");
      this.events.answered({ kind: "error", body: text, errorType });
    }
  }
}

function oversizeMessage(): string {
  return `Exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
}

/** The failure that a streaming runtime tells after the last chunk. */
function streamFailure({ trailers }: IncomingMessage): Answer | undefined {
  const errorType = trailers["lambda-runtime-function-error-type"];
  const body = trailers["lambda-runtime-function-error-body"];
  if (errorType === undefined && body === undefined) return undefined;
  return { kind: "error", body: Buffer.from(body ?? "", "base64").toString(), errorType };
}

/** A whole request; what goes beyond the limit is counted and not kept. */
async function read(req: IncomingMessage, limit: number): Promise<{ text: string; leftOut: number }> {
  const chunks: Buffer[] = [];
  let kept = 0;
  let leftOut = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    const room = Math.min(chunk.length, limit - kept);
    if (room > 0) chunks.push(room === chunk.length ? chunk : chunk.subarray(0, room));
    kept += room;
    leftOut += chunk.length - room;
  }
  return { text: Buffer.concat(chunks).toString(), leftOut };
}

function fileList(text: string): readonly string[] {
  const files: unknown = JSON.parse(text);
  return Array.isArray(files) ? files.filter((it) => typeof it === "string") : [];
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === "string" ? value : undefined;
}

function accept(res: ServerResponse): void {
  reply(res, 202, { status: "OK" });
}

function refuse(res: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  reply(res, status, { errorType, errorMessage });
}

function reply(res: ServerResponse, status: number, body: object): void {
  if (res.destroyed || res.headersSent) return;
  const text = JSON.stringify(body);
  res.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  res.end(text);
}
