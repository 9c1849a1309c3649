import assert from "node:assert/strict";
import { test } from "node:test";
import { madeUp, ownEvent, ownOffers, sam, withEvent } from "./eventFor.js";

test("an event of an HTTP API has the route, the path's parameters and a body of JSON", () => {
  const template = withEvent("{ Type: HttpApi, Properties: { Method: put, Path: '/orders/{orderId}/items/{id}' } }");
  const event = ownEvent(template, "http-api");
  assert.equal(event.version, "2.0");
  assert.equal(event.routeKey, "PUT /orders/{orderId}/items/{id}");
  assert.equal(event.rawPath, "/orders/order-1/items/1");
  assert.deepEqual(event.pathParameters, { orderId: "order-1", id: "1" });
  assert.equal(event.requestContext.http.method, "PUT");
  assert.equal(event.requestContext.timeEpoch, Date.parse("2026-11-23T12:00:00Z"));
  assert.equal(event.requestContext.time, "23/Nov/2026:12:00:00 +0000");
  assert.deepEqual(JSON.parse(event.body), { message: "hello" });
  assert.deepEqual(ownOffers(template), ["http-api E: PUT /orders/{orderId}/items/{id}"]);
});

test("an event of an HTTP API leaves out what it does not have", () => {
  const event = ownEvent(withEvent("{ Type: HttpApi, Properties: { Method: GET, Path: /orders } }"), "http-api");
  for (const key of ["body", "cookies", "pathParameters", "queryStringParameters", "stageVariables"]) {
    assert.equal(key in event, false, key);
  }
  assert.equal("authorizer" in event.requestContext, false);
});

test("the default route, any method and a greedy path are taken by a request that is plain", () => {
  const fallback = ownEvent(withEvent("{ Type: HttpApi }"), "http-api");
  assert.deepEqual([fallback.routeKey, fallback.rawPath], ["$default", "/"]);
  const any = ownEvent(withEvent("{ Type: HttpApi, Properties: { Method: any, Path: '/{proxy+}' } }"), "http-api");
  assert.deepEqual(
    [any.routeKey, any.rawPath, any.requestContext.http.method],
    ["ANY /{proxy+}", "/path/to/it", "GET"],
  );
});

test("a named stage is part of the path of an HTTP API", () => {
  const api = "Http: { Type: AWS::Serverless::HttpApi, Properties: { StageName: v1 } }";
  const event = ownEvent(
    withEvent("{ Type: HttpApi, Properties: { ApiId: !Ref Http, Method: GET, Path: /orders } }", api),
    "http-api",
  );
  assert.deepEqual([event.rawPath, event.requestContext.stage], ["/v1/orders", "v1"]);
});

test("an HTTP API with the older payload format sends the event of a REST API", () => {
  const properties = "{ Method: GET, Path: /orders, PayloadFormatVersion: '1.0' }";
  const event = ownEvent(withEvent(`{ Type: HttpApi, Properties: ${properties} }`), "http-api");
  assert.deepEqual([event.version, event.httpMethod, event.resource], ["1.0", "GET", "/orders"]);
});

test("an event of a REST API has null for what it does not have, and its headers twice", () => {
  const event = ownEvent(withEvent("{ Type: Api, Properties: { Method: get, Path: '/orders/{id}' } }"), "rest-api");
  assert.deepEqual([event.resource, event.path, event.httpMethod], ["/orders/{id}", "/orders/1", "GET"]);
  assert.deepEqual(event.pathParameters, { id: "1" });
  assert.equal(event.body, null);
  assert.equal(event.queryStringParameters, null);
  assert.deepEqual(event.multiValueHeaders.Host, [event.headers.Host]);
  assert.deepEqual([event.requestContext.stage, event.requestContext.path], ["Prod", "/Prod/orders/1"]);
});

test("a REST API's query parameters are in its events", () => {
  const properties =
    "{ Method: get, Path: /a, RequestParameters: [method.request.querystring.page, { method.request.querystring.size: { Required: true } }] }";
  const event = ownEvent(withEvent(`{ Type: Api, Properties: ${properties} }`), "rest-api");
  assert.deepEqual(event.queryStringParameters, { page: "page-1", size: "size-1" });
  assert.deepEqual(event.multiValueQueryStringParameters.page, ["page-1"]);
});

test("a method of CloudFormation has the stage that its API is deployed to", () => {
  const resources = `Rest: { Type: AWS::ApiGateway::RestApi }
Live: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Rest, StageName: live } }
M:
  Type: AWS::ApiGateway::Method
  Properties: { RestApiId: !Ref Rest, ResourceId: !GetAtt Rest.RootResourceId, HttpMethod: ANY, Integration: { Uri: !GetAtt F.Arn } }`;
  const event = ownEvent(sam("", resources), "rest-api");
  assert.deepEqual([event.requestContext.stage, event.requestContext.apiId], ["live", "local-Rest"]);
  assert.deepEqual([event.resource, event.httpMethod], ["/", "GET"]);
});

test("the caller that an authorizer has let in is in the event", () => {
  const http = (auth: string) => `Http: { Type: AWS::Serverless::HttpApi, Properties: { Auth: ${auth} } }`;
  const route = (auth: string) =>
    withEvent(`{ Type: HttpApi, Properties: { ApiId: !Ref Http, Method: GET, Path: /, Auth: {} } }`, http(auth));
  const jwt = "{ DefaultAuthorizer: A, Authorizers: { A: { JwtConfiguration: { issuer: i, audience: [a] } } } }";
  assert.equal(ownEvent(route(jwt), "http-api").requestContext.authorizer.jwt.claims.email, "ada@example.com");
  const lambda = "{ DefaultAuthorizer: A, Authorizers: { A: { FunctionArn: !GetAtt G.Arn } } }";
  assert.ok(ownEvent(route(lambda), "http-api").requestContext.authorizer.lambda);
  assert.ok(ownEvent(route("{ DefaultAuthorizer: AWS_IAM }"), "http-api").requestContext.authorizer.iam);
  for (const auth of ["{}", "", "{ DefaultAuthorizer: A }", "{ DefaultAuthorizer: NONE }", "[A]"]) {
    assert.equal(ownEvent(route(auth), "http-api").requestContext.authorizer, undefined, auth);
  }
});

test("the API that SAM makes has the authorizer of Globals, unless the event names another", () => {
  const authorizers = "Auth: { DefaultAuthorizer: Pool, Authorizers: { Pool: { UserPoolArn: !GetAtt P.Arn } } }";
  const context = (event: string) =>
    ownEvent(`Globals: { Api: { ${authorizers} } }\n${withEvent(event)}`, "rest-api").requestContext;
  const own = context("{ Type: Api, Properties: { Method: GET, Path: / } }");
  assert.equal(own.authorizer.claims["cognito:username"], "ada");
  assert.deepEqual([own.apiId, own.stage], ["local-ServerlessRestApi", "Prod"]);
  const open = context("{ Type: Api, Properties: { Method: GET, Path: /, Auth: { Authorizer: NONE } } }");
  assert.equal(open.authorizer, undefined);
});

test("a user pool's claims are those of a REST API's authorizer", () => {
  const auth = "{ Authorizers: { Pool: { UserPoolArn: !GetAtt P.Arn } } }";
  const event = ownEvent(
    withEvent(
      "{ Type: Api, Properties: { RestApiId: !Ref Rest, Method: GET, Path: /, Auth: { Authorizer: Pool } } }",
      `Rest: { Type: AWS::Serverless::Api, Properties: { StageName: live, Auth: ${auth} } }`,
    ),
    "rest-api",
  );
  assert.equal(event.requestContext.authorizer.claims.email, "ada@example.com");
});

test("a function URL says who calls only when it asks", () => {
  const event = ownEvent(sam("FunctionUrlConfig: { AuthType: AWS_IAM }"), "function-url");
  assert.equal(event.requestContext.accountId, "123456789012");
  assert.ok(event.requestContext.authorizer.iam.userArn);
  const open = ownEvent(sam("FunctionUrlConfig: { AuthType: NONE }"), "function-url");
  assert.deepEqual([open.requestContext.accountId, open.requestContext.authorizer], ["anonymous", undefined]);
  assert.match(open.requestContext.domainName, /\.lambda-url\.us-east-1\.on\.aws$/);
});

test("the length of a body that was set is right", () => {
  const event = madeUp("http-api", "body.message=grüße");
  assert.equal(event.headers["content-length"], String(Buffer.byteLength(event.body)));
  const rest = madeUp("rest-api", "body=");
  assert.deepEqual([rest.headers["Content-Length"], rest.multiValueHeaders["Content-Length"]], ["0", ["0"]]);
});

test("a route that is half typed has an event all the same", () => {
  for (const properties of ["{}", "", "{ Method: [] }", "{ Path: }", "{ Path: orders, Method: '*' }", "[1]"]) {
    const event = ownEvent(withEvent(`{ Type: Api, Properties: ${properties} }`), "rest-api");
    assert.match(event.path, /^\//, properties);
    assert.equal(event.httpMethod, "GET", properties);
  }
});
