import { test } from "node:test";
import { apiIntegrationTimeout } from "../../../../server/src/rules/api/apiIntegrationTimeout.js";
import { apiTimeoutChain } from "../../../../server/src/rules/api/apiTimeoutChain.js";
import { checkFix, checkRule } from "../../../support/check.js";
import { marked, samFunction } from "../template.js";

function event(type: string, ...properties: readonly string[]): string {
  const lines = ["Path: /orders", "Method: get", ...properties].map((it) => `      ${it}`);
  return ["Events:", "  Get:", `    Type: ${type}`, "    Properties:", ...lines].join("\n");
}

function cut(timeout: number, api: string, seconds: number, severity = "warning"): string {
  const text = `${severity}: The function may run for ${timeout} s, but the ${api} gives its caller an error after ${seconds} s: lower the timeout, or answer at once and do the work later`;
  return marked(`Timeout: ${timeout}`, String(timeout), text);
}

test("a function behind an API may not run for longer than the API waits", async () => {
  await checkRule(apiTimeoutChain, samFunction(cut(60, "REST API", 29), event("Api")));
  await checkRule(apiTimeoutChain, samFunction(cut(60, "HTTP API", 30), event("HttpApi")));
  await checkRule(apiTimeoutChain, samFunction("Timeout: 29", event("Api")));
  await checkRule(apiTimeoutChain, samFunction("Timeout: 30", event("HttpApi")));
  await checkRule(apiTimeoutChain, samFunction(event("Api")));
  await checkRule(apiTimeoutChain, samFunction("Timeout: 60"));
});

test("a second too much is worth knowing, and no more", async () => {
  await checkRule(apiTimeoutChain, samFunction(cut(30, "REST API", 29, "information"), event("Api")));
});

test("a function with other triggers may need the time for them", async () => {
  const both = `${event("Api")}\n  Jobs:\n    Type: Schedule\n    Properties: { Schedule: rate(1 day) }`;
  await checkRule(apiTimeoutChain, samFunction(cut(300, "REST API", 29, "information"), both));
});

test("the timeout that the template sets on the integration counts", async () => {
  await checkRule(apiTimeoutChain, samFunction("Timeout: 60", event("Api", "TimeoutInMillis: 60000")));
  await checkRule(apiTimeoutChain, samFunction(cut(20, "HTTP API", 10), event("HttpApi", "TimeoutInMillis: 10000")));
  await checkRule(
    apiTimeoutChain,
    samFunction(cut(60, "HTTP API", 30), event("HttpApi", "TimeoutInMillis: !Ref Wait")),
  );
});

for (const [why, ...properties] of [
  ["streams its response", "ResponseTransferMode: STREAM"],
  ["may stream its response", "ResponseTransferMode: !Ref Mode"],
  ["waits for as long as a parameter says", "TimeoutInMillis: !Ref Wait"],
  ["is not in the template", "RestApiId: !Ref OtherApi"],
  ["is described by a document of its own", "RestApiId: !Ref Described"],
] as const) {
  test(`a REST API that ${why} is left alone`, async () => {
    const described = "  Described:\n    Type: AWS::Serverless::Api\n    Properties: { DefinitionUri: api.yaml }\n";
    await checkRule(apiTimeoutChain, samFunction("Timeout: 60", event("Api", ...properties)) + described);
  });
}

/** A function and a method of a REST API in CloudFormation. */
function method(timeout: string, ...integration: readonly string[]): string {
  return [
    "Resources:",
    "  F:",
    "    Type: AWS::Lambda::Function",
    "    Properties:",
    ...timeout.split("\n").map((it) => `      ${it}`),
    "  Api:",
    "    Type: AWS::ApiGateway::RestApi",
    "    Properties:",
    "      EndpointConfiguration: { Types: [REGIONAL] }",
    "  Get:",
    "    Type: AWS::ApiGateway::Method",
    "    Properties:",
    "      RestApiId: !Ref Api",
    "      Integration:",
    "        Uri: !Sub arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${F.Arn}/invocations",
    ...integration.map((it) => `        ${it}`),
    "",
  ].join("\n");
}

test("methods and routes of CloudFormation are judged alike", async () => {
  await checkRule(apiTimeoutChain, method(cut(60, "REST API", 29), "Type: AWS_PROXY"));
  await checkRule(apiTimeoutChain, method("Timeout: 60", "Type: AWS_PROXY", "TimeoutInMillis: 60000"));
  await checkRule(
    apiTimeoutChain,
    `Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      ${cut(20, "HTTP API", 5).replace("\n#", "\n#      ")}
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { ProtocolType: HTTP }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationUri: !GetAtt F.Arn, TimeoutInMillis: 5000 }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /orders, Target: !Sub "integrations/\${Integration}" }
`,
  );
});

test("a method of an API that is described elsewhere is left alone", async () => {
  const source = method("Timeout: 60", "Type: AWS_PROXY").replace(
    "EndpointConfiguration: { Types: [REGIONAL] }",
    "Body: {}",
  );
  await checkRule(apiTimeoutChain, source);
});

test("a method that does not wait for the function is left alone", async () => {
  const parameters = `RequestParameters: { integration.request.header.X-Amz-Invocation-Type: "'Event'" }`;
  await checkRule(apiTimeoutChain, method("Timeout: 900", "Type: AWS", parameters));
  await checkRule(apiTimeoutChain, method("Timeout: 900", "Type: AWS", "RequestParameters: !Ref Parameters"));
});

test("the fix lowers the timeout to what the API waits", async () => {
  const after = samFunction("Timeout: 29", event("Api"));
  await checkFix(apiTimeoutChain, samFunction("Timeout: 60", event("Api")), after, "Set Timeout to 29");
});

function outside(value: number, bound: string, severity = "error", end = "AWS rejects the deploy"): string {
  const marker = `#${" ".repeat(28)}${"^".repeat(String(value).length)} ${severity}: TimeoutInMillis of ${value} ms is ${bound}: ${end}`;
  return `TimeoutInMillis: ${value}\n${marker}`;
}

/** The example of an event with a marker at the timeout. */
function timed(type: string, timeout: string, ...properties: readonly string[]): string {
  const [line = "", marker] = timeout.split("\n");
  const source = samFunction(event(type, ...properties, line));
  return marker === undefined ? source : source.replace(line, `${line}\n${marker}`);
}

test("the timeout of an integration has a lower and an upper end", async () => {
  const below = "below the minimum of 50 ms for";
  await checkRule(apiIntegrationTimeout, timed("HttpApi", outside(49, `${below} an HTTP API`)));
  await checkRule(apiIntegrationTimeout, timed("Api", outside(29, `${below} a REST API`)));
  const above = "above the maximum of 30000 ms for an HTTP API";
  await checkRule(apiIntegrationTimeout, timed("HttpApi", outside(30001, above)));
  for (const value of [50, 30000])
    await checkRule(apiIntegrationTimeout, timed("HttpApi", `TimeoutInMillis: ${value}`));
  await checkRule(apiIntegrationTimeout, timed("HttpApi", "TimeoutInMillis: !Ref Wait"));
});

const REGIONAL = "EndpointConfiguration: { Type: REGIONAL }";

for (const [endpoint, bound, severity, end] of [
  ["{}", "above the maximum of 29000 ms for an edge-optimised REST API", "error", "AWS rejects the deploy"],
  [
    `{ ${REGIONAL} }`,
    "above the maximum of 29000 ms for a REST API that has no raised quota",
    "information",
    "the deploy takes a raised quota",
  ],
] as const) {
  test(`a REST API with ${endpoint} has a timeout ${bound}`, async () => {
    const api = `  Shop:\n    Type: AWS::Serverless::Api\n    Properties: ${endpoint}\n`;
    const source = timed("Api", outside(45000, bound, severity, end), "RestApiId: !Ref Shop");
    await checkRule(apiIntegrationTimeout, source + api);
  });
}

test("a REST API that streams, or whose endpoint is not known, may wait for longer", async () => {
  const api = (endpoint: string) => `  Shop:\n    Type: AWS::Serverless::Api\n    Properties: ${endpoint}\n`;
  const streamed = ["RestApiId: !Ref Shop", "ResponseTransferMode: STREAM"];
  await checkRule(apiIntegrationTimeout, timed("Api", "TimeoutInMillis: 600000", ...streamed) + api("{}"));
  const open = "{ EndpointConfiguration: { Type: !Ref Kind } }";
  await checkRule(apiIntegrationTimeout, timed("Api", "TimeoutInMillis: 45000", "RestApiId: !Ref Shop") + api(open));
  await checkRule(apiIntegrationTimeout, timed("Api", "TimeoutInMillis: 45000"));
  await checkRule(apiIntegrationTimeout, timed("Api", "TimeoutInMillis: 45000", "RestApiId: !Ref Elsewhere"));
});

test("an integration of a WebSocket API may wait for 29 s only", async () => {
  const integration = (protocol: string, timeout: string) => `Resources:
  F:
    Type: AWS::Lambda::Function
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties: { ProtocolType: ${protocol} }
  Send:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Chat
      ${timeout}
`;
  const problem = "TimeoutInMillis of 30000 ms is above the maximum of 29000 ms for a WebSocket API";
  const marker = `\n      #                ^^^^^ error: ${problem}: AWS rejects the deploy`;
  await checkRule(apiIntegrationTimeout, integration("WEBSOCKET", `TimeoutInMillis: 30000${marker}`));
  await checkRule(apiIntegrationTimeout, integration("HTTP", "TimeoutInMillis: 30000"));
  await checkRule(apiIntegrationTimeout, integration("!Ref Protocol", "TimeoutInMillis: 30000"));
});

test("the fix sets the nearest timeout", async () => {
  await checkFix(
    apiIntegrationTimeout,
    timed("HttpApi", "TimeoutInMillis: 45000"),
    timed("HttpApi", "TimeoutInMillis: 30000"),
  );
});

test("nothing is reported in a resource with a syntax error", async () => {
  const source = samFunction("Timeout: 60", event("HttpApi", "TimeoutInMillis: 1"), "Tags: { A: [b");
  await checkRule(apiTimeoutChain, source);
  await checkRule(apiIntegrationTimeout, source);
});
