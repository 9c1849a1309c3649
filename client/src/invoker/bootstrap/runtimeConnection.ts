import net from "node:net";

/** What the Runtime API answered. Names of headers are in lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request whose body is sent bit by bit. */
export interface Upload {
  write(chunk: Uint8Array, done: () => void): void;
  /** Sends the trailers, and waits for the answer. */
  end(trailers: Readonly<Record<string, string>>): Promise<Reply>;
}

/**
 * The one connection to the invoker's Runtime API, one request after the other. It is no `node:http`: a function may
 * replace what that does, it takes longer to load, and longer for each request. It speaks to our own server only, whose
 * replies all have a `Content-Length`.
 */
export class RuntimeConnection {
  private readonly socket: net.Socket;
  private chunks: Buffer[] = [];
  private received = 0;
  private head: Omit<Reply, "body"> | undefined;
  private bodyStart = 0;
  private expected = Number.POSITIVE_INFINITY;
  /** Of the requests that are not answered yet; answers come in the order of the requests. */
  private readonly waiting: ((reply: Reply) => void)[] = [];

  constructor(private readonly address: string) {
    const colon = address.lastIndexOf(":");
    this.socket = net.connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
    this.socket.setNoDelay();
    this.socket.on("data", (chunk) => this.receive(chunk));
    // Without the invoker there is nothing to run for.
    this.socket.on("error", () => process.exit());
    this.socket.on("close", () => process.exit());
  }

  get(path: string): Promise<Reply> {
    return this.send(`GET ${path} HTTP/1.1\r\nHost: ${this.address}\r\n\r\n`);
  }

  post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const length = { "Content-Length": String(Buffer.byteLength(body)) };
    return this.send(`${this.postHead(path, { "Content-Type": "application/json", ...headers, ...length })}${body}`);
  }

  /** Keeps the process alive until the next answer has come. */
  hold(): void {
    this.socket.ref();
  }

  upload(path: string, headers: Readonly<Record<string, string>>): Upload {
    const { socket } = this;
    socket.write(this.postHead(path, { ...headers, "Transfer-Encoding": "chunked" }));
    return {
      write: (chunk, done) => {
        if (chunk.length === 0) return done();
        socket.cork();
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write("\r\n", () => done());
        socket.uncork();
      },
      end: (trailers) => this.send(`0\r\n${headerLines(trailers)}\r\n`),
    };
  }

  /** The process stays alive while an answer is awaited, and for nothing else. */
  private send(text: string): Promise<Reply> {
    this.socket.ref();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.socket.write(text);
    });
  }

  private postHead(path: string, headers: Readonly<Record<string, string>>): string {
    return `POST ${path} HTTP/1.1\r\nHost: ${this.address}\r\n${headerLines(headers)}\r\n`;
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.received += chunk.length;
    for (;;) {
      if (!this.head) this.readHead();
      if (!this.head || this.received < this.expected) return;
      const data = this.whole();
      const reply = { ...this.head, body: data.toString("utf8", this.bodyStart, this.expected) };
      const rest = data.subarray(this.expected);
      this.chunks = rest.length > 0 ? [rest] : [];
      this.received = rest.length;
      this.head = undefined;
      if (this.waiting.length === 1) this.socket.unref();
      this.waiting.shift()?.(reply);
    }
  }

  private readHead(): void {
    if (this.received === 0) return;
    const data = this.whole();
    const end = data.indexOf("\r\n\r\n");
    if (end === -1) return;
    const [statusLine = "", ...lines] = data.toString("latin1", 0, end).split("\r\n");
    const headers = Object.fromEntries(lines.map(headerEntry));
    this.head = { status: Number(statusLine.split(" ")[1]), headers };
    this.bodyStart = end + 4;
    this.expected = this.bodyStart + Number(headers["content-length"] ?? 0);
  }

  private whole(): Buffer {
    const [first] = this.chunks;
    const res = this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks);
    this.chunks = [res];
    return res;
  }
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value.replace(/[^\t\x20-\x7e]/g, "?")}\r\n`)
    .join("");
}

function headerEntry(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
