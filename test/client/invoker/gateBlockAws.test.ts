import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import path from "node:path";
import { after, before, test } from "node:test";
import tls from "node:tls";
import { promisify } from "node:util";
import { blockAws } from "../../../client/src/invoker/bootstrap/blockAws.js";
import { type Gate, startGate } from "../../../client/src/invoker/gate/gate.js";

const GET_ITEM = {
  "x-amz-target": "DynamoDB_20120810.GetItem",
  "content-type": "application/x-amz-json-1.0",
};
const CALL = { service: "dynamodb", operation: "GetItem", resource: "OrdersTable" };

let gate: Gate;

// What is patched stays patched: this file has a process to itself.
before(async () => {
  gate = await startGate({ placeholders: new Map([["local-OrdersTable", "OrdersTable"]]) });
  blockAws(gate.url);
});

after(() => gate.close());

test("a request by node:https to a regional endpoint reaches the gate", async () => {
  const request = https.request("https://dynamodb.eu-west-1.amazonaws.com/", { method: "POST", headers: GET_ITEM });
  request.end('{"TableName":"local-OrdersTable"}');
  const [response] = await once(request, "response");
  assert.equal(response.statusCode, 400);
  assert.match(await textOf(response), /call blocked: dynamodb:GetItem on OrdersTable; choose/);
  assert.deepEqual(gate.calls.at(-1), CALL);
});

test("a connection that is kept open serves the next request", async (t) => {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  for (const key of ["1", "2", "3"]) {
    const request = https.get({ host: "photos.s3.amazonaws.com", path: `/${key}`, agent });
    const [response] = await once(request, "response");
    await textOf(response);
    assert.equal(response.statusCode, 400);
  }
  assert.deepEqual(gate.calls.at(-1), { service: "s3", operation: "GetObject", resource: "photos" });
});

test("fetch reaches the gate", async () => {
  const response = await fetch("https://dynamodb.us-east-1.api.aws/", {
    method: "POST",
    headers: GET_ITEM,
    body: '{"TableName":"local-OrdersTable"}',
  });
  assert.equal(response.status, 400);
  assert.equal(response.headers.get("x-amzn-errortype"), "LamplightCallBlocked");
  await response.text();
  assert.deepEqual(gate.calls.at(-1), CALL);
});

test("HTTP/2 reaches the gate", async (t) => {
  const session = http2.connect("https://kinesis.cn-north-1.amazonaws.com.cn");
  t.after(() => session.destroy());
  const stream = session.request({ ":method": "POST", "x-amz-target": "Kinesis_20131202.PutRecord" });
  stream.end('{"StreamName":"clicks"}');
  const [headers] = await once(stream, "response");
  assert.equal(headers[":status"], 400);
  assert.deepEqual(gate.calls.at(-1), { service: "kinesis", operation: "PutRecord", resource: "clicks" });
});

test("a request without TLS reaches the gate", async () => {
  const [response] = await once(http.get("http://s3.amazonaws.com/photos/1.jpg"), "response");
  assert.equal(response.statusCode, 400);
  await textOf(response);
  assert.deepEqual(gate.calls.at(-1), { service: "s3", operation: "GetObject", resource: "photos" });
});

test("an SDK's prefix to the host of the gate does not lead astray", async () => {
  const { port } = new URL(gate.url);
  const options = { host: "sync-127.0.0.1", port, method: "POST", headers: { "x-amz-target": "AWSStepFunctions.X" } };
  const request = http.request(options);
  request.end("{}");
  const [response] = await once(request, "response");
  assert.equal(response.statusCode, 400);
  await textOf(response);
  assert.deepEqual(gate.calls.at(-1), { service: "states", operation: "X" });
});

test("TLS within the connection to a proxy reaches the gate, which takes its place", async (t) => {
  const [client, proxy] = await connectionTo(t);
  const secure = tls.connect({ socket: client, servername: "sqs.us-east-1.amazonaws.com" });
  t.after(() => secure.destroy());
  const ended = once(proxy, "close");
  proxy.resume();
  await once(secure, "secureConnect");
  assert.equal(secure.remotePort, Number(new URL(gate.url).port));
  await ended;
});

test("TLS to a database in AWS is the user's own, and so is what only looks like AWS", async (t) => {
  for (const servername of [
    "db.abc.us-east-1.rds.amazonaws.com",
    "notamazonaws.com",
    "abc.lambda-url.us-east-1.on.aws",
  ]) {
    const [client, database] = await connectionTo(t);
    const secure = tls.connect({ socket: client, servername });
    secure.on("error", () => {});
    t.after(() => secure.destroy());
    const [hello] = await once(database, "data");
    assert.equal(hello[0], 0x16);
  }
});

test("Python's clients reach the gate, whatever they lay over the connection", async () => {
  const program = `
import asyncio, http.client, json, ssl, sys, urllib.error, urllib.request
from block_aws import block_aws
block_aws(sys.argv[1])

connection = http.client.HTTPSConnection("dynamodb.eu-west-1.amazonaws.com", timeout=5)
for _ in range(2):
    connection.request("POST", "/", '{"TableName": "local-OrdersTable"}', ${JSON.stringify(GET_ITEM)})
    response = connection.getresponse()
    print(response.status, json.loads(response.read())["message"])
for url in ("http://s3.amazonaws.com/photos/1.jpg", "https://photos.s3.eu-west-1.amazonaws.com/1.jpg"):
    try:
        urllib.request.urlopen(url)
    except urllib.error.HTTPError as error:
        print(error.code, "GetObject on photos" in error.read().decode())
prefixed = http.client.HTTPConnection("sync-127.0.0.1", int(sys.argv[1].split(":")[-1]), timeout=5)
prefixed.request("POST", "/", "{}", {"x-amz-target": "AWSStepFunctions.StartSyncExecution"})
print(prefixed.getresponse().status)
try:
    asyncio.run(asyncio.open_connection("sqs.us-east-1.amazonaws.com", 443, ssl=ssl.create_default_context()))
except ConnectionRefusedError as error:
    print(error)
`;
  const python = process.platform === "win32" ? "python" : "python3";
  const { stdout } = await promisify(execFile)(python, ["-c", program, gate.url], {
    env: { ...process.env, PYTHONPATH: path.resolve("client/src/invoker/bootstrap"), PYTHONDONTWRITEBYTECODE: "1" },
    timeout: 30_000,
  });
  const blocked =
    "400 call blocked: dynamodb:GetItem on OrdersTable; choose a profile or an endpoint for this function";
  assert.deepEqual(stdout.trim().split(/\r?\n/), [
    blocked,
    blocked,
    "400 True",
    "400 True",
    "400",
    "call blocked; choose a profile or an endpoint for this function: sqs.us-east-1.amazonaws.com",
  ]);
});

/** The two ends of a connection that is open already. */
async function connectionTo(t: { after(end: () => void): void }): Promise<readonly [net.Socket, net.Socket]> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const client = net.connect(address.port, "127.0.0.1");
  const [[other]] = await Promise.all([once(server, "connection"), once(client, "connect")]);
  t.after(() => {
    server.close();
    client.destroy();
    other.destroy();
  });
  return [client, other];
}

async function textOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
