import assert from "node:assert/strict";
import { test } from "node:test";
import {
  EVENT_REQUEST,
  EVENTS_REQUEST,
  type EventAnswer,
  type EventOffer,
  type FunctionTarget,
} from "../../../server/src/protocol.js";
import { startClient, template } from "./client.js";

const WIRED = `${template()}      Events:
        Get: { Type: HttpApi, Properties: { Method: GET, Path: /orders } }
`;

test("a client is offered the events of a function, and gets the one that it chooses", async (t) => {
  const client = await startClient(t, { "template.yaml": WIRED });
  const target: FunctionTarget = { kind: "template", template: client.uri("template.yaml"), id: "OrdersFunction" };
  const [offer] = await client.connection.sendRequest<EventOffer[]>(EVENTS_REQUEST, { target });
  assert.deepEqual(offer, { source: "http-api", trigger: "Get", label: "HTTP API", detail: "GET /orders" });
  const { text } = await client.connection.sendRequest<EventAnswer>(EVENT_REQUEST, { target, ...offer });
  assert.equal(JSON.parse(text).rawPath, "/orders");
});

test("a function that no template names, and one that is gone, have the events that are made up", async (t) => {
  const client = await startClient(t, { "template.yaml": WIRED });
  const targets: readonly (FunctionTarget | undefined)[] = [
    undefined,
    { kind: "export", file: client.uri("src/app.mjs"), export: "handler" },
    { kind: "template", template: client.uri("template.yaml"), id: "Gone" },
  ];
  for (const target of targets) {
    const [offer] = await client.connection.sendRequest<EventOffer[]>(EVENTS_REQUEST, { target });
    assert.deepEqual(offer, { source: "rest-api", label: "REST API" });
    const { text } = await client.connection.sendRequest<EventAnswer>(EVENT_REQUEST, { target, source: "sqs" });
    assert.equal(JSON.parse(text).Records.length, 1);
  }
  const unknown = await client.connection.sendRequest<EventAnswer>(EVENT_REQUEST, { source: "nothing" });
  assert.equal(unknown.text, "{}\n");
});
