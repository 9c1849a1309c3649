import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { createServer, type Server, type Socket } from "node:net";
import type { AwsCall } from "../outcome.js";
import { refuse } from "./answer.js";
import { identify } from "./identify.js";
import { type AwsRequest, readRequest } from "./request.js";

/** More calls than this of one environment are answered and not kept. */
const MAX_CALLS = 10_000;
/** What a client of HTTP/2 says first, where no TLS comes before. */
const HTTP2_PREFACE = "PRI ";

/** Refuses the calls to AWS of one environment, and keeps what they were. */
export interface Gate {
  /** What `AWS_ENDPOINT_URL` is set to. */
  readonly url: string;
  /** In the order in which they came; it grows. */
  readonly calls: readonly AwsCall[];
  close(): void;
}

export interface GateOptions {
  /** What a request may have in the place of a resource, `local-OrdersTable`, and what to call that: `OrdersTable`. */
  readonly placeholders: ReadonlyMap<string, string>;
}

/** A gate has a port to itself: that is how the calls of one environment are told from those of another. */
export async function startGate({ placeholders }: GateOptions): Promise<Gate> {
  const calls: AwsCall[] = [];
  const server = listener(async (incoming, response) => {
    const request = await readRequest(incoming);
    const call = identify(request, placeholders);
    if (calls.length < MAX_CALLS) calls.push(call);
    answer(request, call, response);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the gate has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

type Incoming = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** Serves both versions of HTTP on one port: the SDK for JavaScript calls Kinesis by HTTP/2. */
function listener(handle: (incoming: Incoming, response: Response) => Promise<void>): Server {
  // A client that goes away in the middle of a request has nothing to be told.
  const handler = (incoming: Incoming, response: Response) => void handle(incoming, response).catch(() => {});
  const http = createHttpServer({ requestTimeout: 0 }, handler);
  const http2 = createHttp2Server(handler);
  http2.on("sessionError", () => {});
  return createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (start: Buffer) => {
      socket.pause();
      socket.unshift(start);
      const server = start.toString("latin1").startsWith(HTTP2_PREFACE) ? http2 : http;
      server.emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
}

function answer(request: AwsRequest, call: AwsCall, response: Response): void {
  const { status, headers, body } = refuse(request, call);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method === "HEAD") response.end();
  else response.end(body);
}
