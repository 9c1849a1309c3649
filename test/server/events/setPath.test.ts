import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../../../server/src/events/json.js";
import { assignmentOf, setPath } from "../../../server/src/events/setPath.js";

function set(event: Json, text: string): Json | string {
  const assignment = assignmentOf(text);
  assert.ok(assignment, `not understood: ${text}`);
  const res = setPath(event, assignment);
  return res.kind === "set" ? res.event : `refused: ${res.reason}`;
}

for (const [event, text, wanted] of [
  [{ a: 1 }, "a=2", { a: 2 }],
  [{ a: { b: 1, c: 2 } }, "a.b=[1]", { a: { b: [1], c: 2 } }],
  [{}, "a.b.c=text", { a: { b: { c: "text" } } }],
  [{}, "a[0].b=1", { a: [{ b: 1 }] }],
  [{ a: [1, 2] }, "a[1]=3", { a: [1, 3] }],
  [{ a: [1, 2] }, "a.1=3", { a: [1, 3] }],
  [{ a: [1] }, "a[1]=2", { a: [1, 2] }],
  [{ a: 1 }, "a.b=2", { a: { b: 2 } }],
  [{}, 'headers["x.y"]=1', { headers: { "x.y": 1 } }],
  [{}, "detail-type=Order Placed", { "detail-type": "Order Placed" }],
  [{}, "a=x=y", { a: "x=y" }],
  [{}, "a=", { a: "" }],
  [{ id: "1" }, "id=7", { id: "7" }],
  [{ id: "1" }, 'id="7"', { id: "7" }],
  [{ id: "1" }, "id=null", { id: null }],
  [{ id: 1 }, "id=7", { id: 7 }],
  [{ body: '{"a":1}' }, "body.b=2", { body: '{"a":1,"b":2}' }],
  [{ body: '{"a":1}' }, 'body={"b":2}', { body: '{"b":2}' }],
  [{ body: '[{"a":"x"}]' }, "body[0].a=2", { body: '[{"a":"2"}]' }],
  [{ body: "hello" }, "body.a=1", { body: { a: 1 } }],
  [{ body: '{"in":"{\\"a\\":1}"}' }, "body.in.a=2", { body: '{"in":"{\\"a\\":2}"}' }],
  [{ data: btoa('{"a":1}') }, "data.a=2", { data: btoa('{"a":2}') }],
  [[1], "[0]=2", [2]],
  [{ a: [1] }, "a[2]=2", "refused: the list has 1 item, so the next one is number 1, not 2"],
  [{ a: [1, 2] }, "a.b=2", "refused: a list has its items by number, not by b"],
  [{ a: '{"b":[]}' }, "a.b[5]=2", "refused: the list has 0 items, so the next one is number 0, not 5"],
] as const) {
  test(`${text} makes ${JSON.stringify(wanted)} of ${JSON.stringify(event)}`, () => {
    assert.deepEqual(set(event, text), wanted);
  });
}

test("what is no path and value is not understood", () => {
  for (const text of ["", "a", "=1", "a[=1", "a[x]=1", "a..b=1", ".a=1", "a.=1", "a[0]b=1", 'a["b=1']) {
    assert.equal(assignmentOf(text), undefined, text);
  }
});

test("a key with a special name is a key like any other", () => {
  const event = set({}, "__proto__.polluted=1");
  assert.equal(JSON.stringify(event), '{"__proto__":{"polluted":1}}');
  assert.equal("polluted" in {}, false);
  assert.equal(JSON.stringify(set({}, "constructor.a=1")), '{"constructor":{"a":1}}');
});
