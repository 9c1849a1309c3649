import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import http2 from "node:http2";
import net from "node:net";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { decodeMap } from "../../../client/src/invoker/gate/cbor.js";
import { type Gate, startGate } from "../../../client/src/invoker/gate/gate.js";
import type { AwsCall } from "../../../client/src/invoker/outcome.js";
import recorded from "../../fixtures/gate/requests.json";

const PLACEHOLDERS = new Map([
  ["local-OrdersTable", "OrdersTable"],
  ["local-photos", "PhotosBucket"],
  ["arn:aws:sns:us-east-1:123456789012:local-Alerts", "Alerts"],
  ["https://sqs.us-east-1.amazonaws.com/123456789012/local-Queue", "Queue"],
  ["local-Worker", "Worker"],
]);

const WAY_OUT = "; choose a profile or an endpoint for this function";

/** By SDK and operation of the recorded requests: what the gate calls them, and the form of its answer. */
const EXPECTED: Readonly<Record<string, { readonly call: AwsCall; readonly answer: RegExp | "cbor" | "head" }>> = {
  "SDK for JavaScript PutItem": {
    call: { service: "dynamodb", operation: "PutItem", resource: "OrdersTable" },
    answer: /^\{"__type":"LamplightCallBlocked","message":"(.*)"\}$/,
  },
  "SDK for JavaScript PutObject": {
    call: { service: "s3", operation: "PutObject", resource: "PhotosBucket" },
    answer: /\n<Error><Code>LamplightCallBlocked<\/Code><Message>(.*)<\/Message><RequestId>.*<\/HostId><\/Error>$/,
  },
  "SDK for JavaScript HeadObject": {
    call: { service: "s3", operation: "HeadObject", resource: "PhotosBucket" },
    answer: "head",
  },
  "SDK for JavaScript ListObjectsV2": {
    call: { service: "s3", operation: "ListObjectsV2", resource: "PhotosBucket" },
    answer: /\n<Error><Code>LamplightCallBlocked<\/Code><Message>(.*)<\/Message>/,
  },
  "SDK for JavaScript Invoke": {
    call: { service: "lambda", operation: "Invoke", resource: "Worker" },
    answer: /^\{"__type":"LamplightCallBlocked","message":"(.*)"\}$/,
  },
  "SDK for JavaScript CreateInvalidation": {
    call: { service: "cloudfront", operation: "CreateInvalidation", resource: "EDFDVBD6EXAMPLE" },
    answer: /\n<ErrorResponse><Error><Type>Sender<\/Type><Code>LamplightCallBlocked<\/Code><Message>(.*)<\/Message>/,
  },
  "SDK for JavaScript DescribeInstances": {
    call: { service: "ec2", operation: "DescribeInstances" },
    answer: /\n<Response><Errors><Error><Code>LamplightCallBlocked<\/Code><Message>(.*)<\/Message><\/Error><\/Errors>/,
  },
  "SDK for JavaScript Publish": {
    call: { service: "sns", operation: "Publish", resource: "Alerts" },
    answer: /\n<ErrorResponse><Error><Type>Sender<\/Type><Code>LamplightCallBlocked<\/Code><Message>(.*)<\/Message>/,
  },
  "boto3 SendMessage": {
    call: { service: "sqs", operation: "SendMessage", resource: "Queue" },
    answer: /\n<ErrorResponse><Error><Type>Sender<\/Type><Code>LamplightCallBlocked<\/Code><Message>(.*)<\/Message>/,
  },
  "boto3 PutObject": {
    call: { service: "s3", operation: "PutObject", resource: "PhotosBucket" },
    answer: /\n<Error><Code>LamplightCallBlocked<\/Code><Message>(.*)<\/Message>/,
  },
  "boto3 BatchWriteItem": {
    call: { service: "dynamodb", operation: "BatchWriteItem", resource: "OrdersTable, Audit" },
    answer: /^\{"__type":"LamplightCallBlocked","message":"(.*)"\}$/,
  },
  "boto3 InitiateAuth": {
    call: { service: "cognito-idp", operation: "InitiateAuth", resource: "local-Client" },
    answer: /^\{"__type":"LamplightCallBlocked","message":"(.*)"\}$/,
  },
  "SDK for JavaScript SetAlarmState": {
    call: { service: "cloudwatch", operation: "SetAlarmState", resource: "OrdersTable" },
    answer: "cbor",
  },
};

for (const { sdk, name, head, body, base64 } of recorded) {
  test(`${name} of the ${sdk} is refused by a service error in its own protocol`, async (t) => {
    const expected = EXPECTED[`${sdk} ${name}`];
    assert.ok(expected);
    const gate = await openGate(t);
    const bytes = Buffer.from(body ?? base64 ?? "", base64 === undefined ? "utf8" : "base64");
    const response = await exchange(
      gate,
      Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\nconnection: close\r\n\r\n`), bytes]),
    );
    const [status = "", text = ""] = splitOnce(response.toString("latin1"), "\r\n\r\n");

    assert.deepEqual(gate.calls, [expected.call]);
    if (expected.answer === "head") {
      // Of a HEAD request that fails with 400, boto3 asks for the region of the bucket.
      assert.match(status, /^HTTP\/1\.1 403 /);
      assert.equal(text, "");
      return;
    }
    assert.match(status, /^HTTP\/1\.1 400 [\s\S]*\r\nx-amzn-errortype: LamplightCallBlocked\r\n/);
    const { service, operation, resource } = expected.call;
    const message = `call blocked: ${service}:${operation}${resource ? ` on ${resource}` : ""}${WAY_OUT}`;
    if (expected.answer === "cbor") {
      assert.match(status, /\r\nsmithy-protocol: rpc-v2-cbor\r\n/);
      assert.deepEqual(decodeMap(Buffer.from(text, "latin1")), { __type: "LamplightCallBlocked", message });
    } else {
      assert.equal(expected.answer.exec(text)?.[1], message);
    }
  });
}

test("a request over HTTP/2 is refused on the same port", async (t) => {
  const gate = await openGate(t);
  const session = http2.connect(gate.url);
  t.after(() => session.destroy());
  const stream = session.request({
    ":method": "POST",
    "x-amz-target": "Kinesis_20131202.PutRecord",
    "content-type": "application/x-amz-json-1.1",
    authorization: signedFor("kinesis"),
  });
  stream.end('{"StreamName":"clicks"}');
  const [headers] = await once(stream, "response");
  assert.equal(headers[":status"], 400);
  assert.deepEqual(gate.calls, [{ service: "kinesis", operation: "PutRecord", resource: "clicks" }]);
});

test("speech that goes on until the service answers is answered at once", async (t) => {
  const gate = await openGate(t);
  const session = http2.connect(gate.url);
  t.after(() => session.destroy());
  const headers = { "content-type": "application/vnd.amazon.eventstream", authorization: signedFor("transcribe") };
  const stream = session.request({ ":method": "POST", ":path": "/stream-transcription", ...headers });
  stream.write(Buffer.alloc(1000));
  const [answered] = await once(stream, "response");
  assert.equal(answered[":status"], 400);
  assert.deepEqual(gate.calls, [{ service: "transcribe", operation: "POST /stream-transcription" }]);
});

test("the bucket is seen where the host names it, and the region of its endpoint does not matter", async (t) => {
  const gate = await openGate(t);
  const signed = { authorization: signedFor("s3") };
  for (const host of ["local-photos.s3.eu-west-1", "local-photos.s3", "local-photos.s3.dualstack.us-west-2"]) {
    await send(gate, "GET", "/2024/1.jpg", { ...signed, host: `${host}.amazonaws.com` });
  }
  await send(gate, "GET", "/my.photos/1.jpg", { ...signed, host: "s3.us-west-2.amazonaws.com" });
  await send(gate, "GET", "/v20180820/jobs", { ...signed, host: "123456789012.s3-control.us-east-1.amazonaws.com" });
  const photo = { service: "s3", operation: "GetObject", resource: "PhotosBucket" };
  assert.deepEqual(gate.calls, [
    photo,
    photo,
    photo,
    { service: "s3", operation: "GetObject", resource: "my.photos" },
    { service: "s3", operation: "ListJobs" },
  ]);
});

test("operations that share method and path are told apart by parameters and headers", async (t) => {
  const gate = await openGate(t);
  const signed = { authorization: signedFor("s3") };
  await send(gate, "PUT", "/b/k?partNumber=1&uploadId=2", signed);
  await send(gate, "PUT", "/b/k?partNumber=1&uploadId=2", { ...signed, "x-amz-copy-source": "a/b" });
  await send(gate, "PUT", "/b/k", { ...signed, "x-amz-copy-source": "a/b" });
  await send(gate, "GET", "/b/", signed);
  await send(gate, "GET", "/", signed);
  await send(gate, "POST", "/b?delete", signed);
  assert.deepEqual(
    gate.calls.map((it) => it.operation),
    ["UploadPart", "UploadPartCopy", "CopyObject", "ListObjects", "ListBuckets", "DeleteObjects"],
  );
});

test("an address that is signed in its query tells the service", async (t) => {
  const gate = await openGate(t);
  const scope = encodeURIComponent("ASIA/20261123/us-east-1/s3/aws4_request");
  await send(gate, "GET", `/local-photos/1.jpg?X-Amz-Credential=${scope}`);
  await send(gate, "GET", "/local-photos/1.jpg?AWSAccessKeyId=ASIA&Signature=00&Expires=1790000000");
  await send(gate, "GET", "/?Action=GetCallerIdentity&Version=2011-06-15");
  const photo = { service: "s3", operation: "GetObject", resource: "PhotosBucket" };
  assert.deepEqual(gate.calls, [photo, photo, { service: "sts", operation: "GetCallerIdentity" }]);
});

test("what a request does not tell is not guessed", async (t) => {
  const gate = await openGate(t);
  await send(gate, "GET", "/orders/1");
  await send(gate, "GET", "/orders/1", { host: "abc.execute-api.us-east-1.amazonaws.com" });
  await send(gate, "POST", "/", json("lambda", "Lambda.Unheard"), "{not JSON");
  await send(gate, "POST", "/%E0%A4%A/x?%", { authorization: signedFor("lambda") });
  assert.deepEqual(gate.calls, [
    { service: "aws", operation: "GET /orders/1" },
    { service: "execute-api", operation: "GET /orders/1" },
    { service: "lambda", operation: "Unheard" },
    { service: "lambda", operation: "POST /%E0%A4%A/x" },
  ]);
});

test("a message to a client of a WebSocket API is told below its stage", async (t) => {
  const gate = await openGate(t);
  const host = "abc.execute-api.us-east-1.amazonaws.com";
  await send(gate, "POST", "/prod/@connections/c%3D", { host, authorization: signedFor("execute-api") }, "hello");
  assert.deepEqual(gate.calls, [{ service: "execute-api", operation: "PostToConnection", resource: "c=" }]);
});

test("a placeholder is known inside an ARN or URL, and not as a part of a longer name", async (t) => {
  const gate = await openGate(t);
  const resourceOf = async (service: string, target: string, body: object) => {
    await send(gate, "POST", "/", json(service, target), JSON.stringify(body));
    return gate.calls.at(-1)?.resource;
  };
  const table = (name: string) => resourceOf("dynamodb", "DynamoDB_20120810.GetItem", { TableName: name });
  assert.equal(await table("arn:aws:dynamodb:us-east-1:123456789012:table/local-OrdersTable"), "OrdersTable");
  assert.equal(await table("arn:aws:dynamodb:us-east-1:123456789012:table/Plain"), "table/Plain");
  assert.equal(await table("local-OrdersTable-archive"), "local-OrdersTable-archive");
  assert.equal(await table("my-local-OrdersTable"), "my-local-OrdersTable");
  const queue = (url: string) => resourceOf("sqs", "AmazonSQS.SendMessage", { QueueUrl: url });
  assert.equal(await queue("http://127.0.0.1:9324/000000000000/local-Queue"), "Queue");
  assert.equal(await queue("https://sqs.us-east-1.amazonaws.com/123456789012/plain.fifo"), "plain.fifo");
});

test("tables of transactions and buses of events are named", async (t) => {
  const gate = await openGate(t);
  const items = [{ Put: { TableName: "local-OrdersTable" } }, { Delete: { TableName: "Audit" } }];
  const transaction = JSON.stringify({ TransactItems: items });
  await send(gate, "POST", "/", json("dynamodb", "DynamoDB_20120810.TransactWriteItems"), transaction);
  const events = JSON.stringify({ Entries: [{ EventBusName: "orders" }, { EventBusName: "orders" }, {}] });
  await send(gate, "POST", "/", json("events", "AWSEvents.PutEvents"), events);
  assert.deepEqual(
    gate.calls.map((it) => it.resource),
    ["OrdersTable, Audit", "orders"],
  );
});

test("a compressed request is understood", async (t) => {
  const gate = await openGate(t);
  const headers = { ...json("dynamodb", "DynamoDB_20120810.GetItem"), "content-encoding": "gzip" };
  await send(gate, "POST", "/", headers, gzipSync('{"TableName":"local-OrdersTable"}'));
  await send(gate, "POST", "/", headers, "not compressed");
  assert.deepEqual(
    gate.calls.map((it) => it.resource),
    ["OrdersTable", undefined],
  );
});

test("a body that is too long to keep is read to its end and answered", async (t) => {
  const gate = await openGate(t);
  const body = JSON.stringify({ TableName: "local-OrdersTable", Item: "x".repeat(3_000_000) });
  const { status } = await send(gate, "POST", "/", json("dynamodb", "DynamoDB_20120810.PutItem"), body);
  assert.equal(status, 400);
  assert.deepEqual(gate.calls, [{ service: "dynamodb", operation: "PutItem" }]);
});

test("what a request names is no markup in the answer, and no second line", async (t) => {
  const gate = await openGate(t);
  const { text } = await send(gate, "GET", "/a%3Cb%26%22%0Ac/k", { authorization: signedFor("s3") });
  assert.match(text, /<Message>call blocked: s3:GetObject on a&#60;b&#38;&#34; c; choose/);
});

test("the calls of two environments are kept apart", async (t) => {
  const one = await openGate(t);
  const other = await openGate(t);
  await send(one, "GET", "/", { authorization: signedFor("s3") });
  assert.equal(one.calls.length, 1);
  assert.deepEqual(other.calls, []);
});

test("what is no request harms nobody", async (t) => {
  const gate = await openGate(t);
  const hello = Buffer.from("160301020001000001fc0303", "hex");
  const answers = [hello, Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense"), Buffer.from("\0\0\0\r\n\r\n")];
  for (const bytes of answers) await exchange(gate, bytes);
  const half = net.connect(portOf(gate), "127.0.0.1");
  half.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf");
  await once(half, "connect");
  half.destroy();
  const { status } = await send(gate, "GET", "/", { authorization: signedFor("s3") });
  assert.equal(status, 400);
  assert.deepEqual(gate.calls, [{ service: "s3", operation: "ListBuckets" }]);
});

test("a gate that is closed ends its connections", async (t) => {
  const gate = await openGate(t);
  const socket = net.connect(portOf(gate), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nhalf");
  const closed = once(socket, "close");
  setTimeout(() => gate.close(), 20);
  socket.on("error", () => {});
  await closed;
});

test("the texts of a binary body are read past what else it has, and one that is cut off names nothing", () => {
  const whole = Buffer.from("a2634172f6f66454657874656c6f63616c", "hex");
  for (let length = 0; length < whole.length; length++) decodeMap(whole.subarray(0, length));
  assert.equal(decodeMap(Buffer.from("bb ff ff ff ff ff ff ff ff".replaceAll(" ", ""), "hex")), undefined);
  assert.equal(decodeMap(Buffer.concat([Buffer.from("a16161", "hex"), Buffer.alloc(100_000, 0x81)])), undefined);
  assert.deepEqual(decodeMap(Buffer.from("bf6161fb3ff00000000000006162820161786163616361647f61786179ffff", "hex")), {
    c: "c",
    d: "xy",
  });
});

async function openGate(t: TestContext): Promise<Gate> {
  const gate = await startGate({ placeholders: PLACEHOLDERS });
  t.after(() => gate.close());
  return gate;
}

function signedFor(service: string): string {
  const scope = `ASIALOCALRUN00000000/20261123/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
}

function json(service: string, target: string): Record<string, string> {
  return {
    "x-amz-target": target,
    "content-type": "application/x-amz-json-1.0",
    authorization: signedFor(service),
  };
}

function portOf(gate: Gate): number {
  return Number(new URL(gate.url).port);
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

async function send(
  gate: Gate,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: string | Buffer = "",
): Promise<Answer> {
  const agent = new Agent({ keepAlive: false });
  const request = httpRequest({ host: "127.0.0.1", port: portOf(gate), method, path, headers, agent });
  request.end(body);
  const [response] = await once(request, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() };
}

/** Sends bytes as they are, and gives what comes back until the gate is silent or hangs up. */
async function exchange(gate: Gate, bytes: Buffer): Promise<Buffer> {
  const socket = net.connect(portOf(gate), "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (it) => chunks.push(it));
  socket.on("error", () => {});
  socket.setTimeout(200, () => socket.destroy());
  socket.write(bytes);
  await once(socket, "close");
  return Buffer.concat(chunks);
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}
