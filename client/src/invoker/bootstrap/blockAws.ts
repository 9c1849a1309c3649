import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import tls from "node:tls";

const AWS_HOST = /(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$/i;
/** Databases that turn an open connection into one with TLS. They speak no HTTP. */
const DATABASE_HOST = /\.(rds|redshift|redshift-serverless)\./i;

/**
 * Leads to the gate what would go to AWS whatever `AWS_ENDPOINT_URL` says: SDKs that do not know the variable, queue
 * URLs that the SDK takes for the endpoint, and addresses in the code. Connections are led, not requests: so it holds
 * for every HTTP client, and the gate sees the host that was meant. Function URLs (`on.aws`) are the user's own.
 */
export function blockAws(gateUrl: string): void {
  const { hostname, port } = new URL(gateUrl);
  const gate: Gate = { host: hostname, port: Number(port) };
  leadTls(gate);
  leadPlain(gate);
  syncBuiltinESMExports();
}

interface Gate {
  readonly host: string;
  readonly port: number;
}

/** The arguments of `net.connect` and `tls.connect`, whichever form they have. */
interface Target {
  readonly host?: string | undefined;
  readonly port?: number | string | undefined;
  readonly servername?: string | undefined;
  readonly socket?: { destroy(): void } | undefined;
  readonly ALPNProtocols?: unknown;
}

function leadTls(gate: Gate): void {
  const connect = tls.connect as (...args: unknown[]) => net.Socket;
  const led = (...args: unknown[]): net.Socket => {
    const target = targetOf(args);
    if (!isAwsByTls(target)) return connect(...args);

    target.socket?.destroy();
    const socket = asSecure(net.connect(gate), target);
    const listener = args.at(-1);
    if (typeof listener === "function") socket.once("secureConnect", listener as () => void);
    return socket;
  };
  Object.assign(tls, { connect: led });
}

function leadPlain(gate: Gate): void {
  const { connect } = net.Socket.prototype as { connect: (...args: unknown[]) => net.Socket };
  function led(this: net.Socket, ...args: unknown[]): net.Socket {
    const target = targetOf(args);
    if (!isAwsByHttp(target) && !isPrefixed(target, gate)) return connect.apply(this, args);

    const [first, listener] = Array.isArray(args[0]) ? args[0] : [args[0], args.at(-1)];
    const options = typeof first === "object" ? first : {};
    return connect.call(this, { ...options, ...gate }, ...(typeof listener === "function" ? [listener] : []));
  }
  Object.assign(net.Socket.prototype, { connect: led });
}

/** Node itself hands its arguments over as one list: options and a listener. */
function targetOf(args: readonly unknown[]): Target {
  const list: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args;
  const options = list.find((it) => typeof it === "object" && it !== null) as Target | undefined;
  const [port, host] = list;
  return {
    ...options,
    ...((typeof port === "number" || typeof port === "string") && { port }),
    ...(typeof host === "string" && { host }),
  };
}

function isAwsByTls({ host, servername, port, socket }: Target): boolean {
  // A connection that is already open leads through a proxy: its own host is not the one that is meant.
  const name = socket ? (servername ?? host) : (host ?? servername);
  if (name === undefined || !AWS_HOST.test(name)) return false;
  return socket ? !DATABASE_HOST.test(name) : Number(port ?? 443) === 443;
}

function isAwsByHttp({ host, port }: Target): boolean {
  return host !== undefined && AWS_HOST.test(host) && Number(port) === 80;
}

/** Some operations have a prefix to the host, even to that of the gate: `sync-127.0.0.1`. */
function isPrefixed({ host, port }: Target, gate: Gate): boolean {
  return host !== undefined && host !== gate.host && host.endsWith(gate.host) && Number(port) === gate.port;
}

/** What HTTP clients ask of a connection with TLS. */
function asSecure(socket: net.Socket, { ALPNProtocols: offered }: Target): net.Socket {
  const isHttp2Only = Array.isArray(offered) && offered.includes("h2") && !offered.includes("http/1.1");
  socket.once("connect", () => socket.emit("secureConnect"));
  return Object.assign(socket, {
    encrypted: true,
    authorized: true,
    alpnProtocol: isHttp2Only ? "h2" : offered === undefined ? false : "http/1.1",
    getPeerCertificate: () => ({}),
    getProtocol: () => "TLSv1.3",
    getSession: () => undefined,
    isSessionReused: () => false,
  });
}
