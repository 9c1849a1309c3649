import assert from "node:assert/strict";
import { test } from "node:test";
import { sam, withEvent } from "../events/eventFor.js";
import { wired } from "./showWiring.js";

/** What the permission says behind `execute-api:` and the API. */
function permitted(event: string, resources = ""): readonly string[] {
  return wired(withEvent(event, resources)).map((it) =>
    it.replace(" lets apigateway.amazonaws.com call <F> from", "").replaceAll(/"execute-api:" \+ /g, ""),
  );
}

const API = "Own: { Type: AWS::Serverless::Api, Properties: { StageName: v1 } }";

/** Of events of REST and HTTP APIs: the whole, what is half typed, and what is wrong. */
const ROUTES: readonly (readonly [event: string, wanted: string, resources?: string])[] = [
  ["Type: Api, Properties: { Path: /a, Method: get }", 'FEPermissionProd <ServerlessRestApi> + "/*/GET/a"'],
  ["Type: Api, Properties: { Path: /, Method: any }", 'FEPermissionProd <ServerlessRestApi> + "/*/*/"'],
  [
    "Type: Api, Properties: { Path: '/a/{id}/{rest+}/', Method: Post }",
    'FEPermissionProd <ServerlessRestApi> + "/*/POST/a/*/*"',
  ],
  ["Type: Api, Properties: { Path: /a, Method: get, RestApiId: !Ref Own }", 'FEPermissionv1 <Own> + "/*/GET/a"', API],
  ["Type: Api, Properties: { Path: /a, Method: get, RestApiId: Own }", 'FEPermissionv1 "execute-api:Own/*/GET/a"', API],
  [
    "Type: Api, Properties: { Path: /a, Method: get, RestApiId: !Ref Own }",
    'FEPermissionfd80bbfc97 <Own> + "/*/GET/a"',
    API.replace("v1", "my-prod"),
  ],
  [
    "Type: Api, Properties: { Path: /a, Method: get, RestApiId: !Ref Own }",
    'FEPermissionStage <Own> + "/*/GET/a"',
    API.replace("v1", "!Ref AWS::StackName"),
  ],
  [
    "Type: Api, Properties: { Path: /a, Method: get, RestApiId: !Ref Raw }",
    'FEPermissionStage <Raw> + "/*/GET/a"',
    "Raw: { Type: AWS::ApiGateway::RestApi }",
  ],
  [
    "Type: Api, Properties: { Path: /a, Method: get, RestApiId: !ImportValue api }",
    'FEPermissionStage ?Fn::ImportValue + "/*/GET/a"',
  ],
  ["Type: Api, Properties: { Path: }", 'FEPermissionProd <ServerlessRestApi> + "/*/" + ?no Method + ?no Path'],
  ["Type: Api", 'FEPermissionProd <ServerlessRestApi> + "/*/" + ?no Method + ?no Path'],
  [
    "Type: Api, Properties: { Path: [], Method: { a: b } }",
    'FEPermissionProd <ServerlessRestApi> + "/*/" + ?object in a text + ?list in a text',
  ],

  ["Type: HttpApi, Properties: { Path: /a, Method: get }", 'FEPermission <ServerlessHttpApi> + "/*/GET/a"'],
  [
    "Type: HttpApi, Properties: { Path: '/a/{id}/{rest+}/{proxy+}/', Method: ANY }",
    'FEPermission <ServerlessHttpApi> + "/*/*/a/*/{rest+}/*"',
  ],
  ["Type: HttpApi", 'FEPermission <ServerlessHttpApi> + "/*/*"'],
  ["Type: HttpApi, Properties: { ApiId: !Ref Own }", 'FEPermission <Own> + "/*/*"'],
  ["Type: HttpApi, Properties: { Path: $default, Method: get }", 'FEPermission <ServerlessHttpApi> + "/*/GET"'],
  ["Type: HttpApi, Properties: { Path: /$default, Method: any }", 'FEPermission <ServerlessHttpApi> + "/*/$default"'],
  ["Type: HttpApi, Properties: { Path: /a }", 'FEPermission <ServerlessHttpApi> + "/*/" + ?no Method + "/a"'],
  ["Type: HttpApi, Properties: [get]", 'FEPermission ?not an object + "/*/" + ?not an object + ?not an object'],
];

for (const [event, wanted, resources] of ROUTES) {
  test(`the event { ${event} } makes ${wanted}${resources ? ` with ${resources}` : ""}`, () => {
    assert.deepEqual(permitted(`{ ${event} }`, resources), [wanted]);
  });
}

const DEFAULT_AND_OTHER = `Events:
  Z: { Type: HttpApi, Properties: { ApiId: !Ref Own } }
  A: { Type: HttpApi, Properties: { Path: /a, Method: get, ApiId: !Ref Own } }
  B: { Type: HttpApi, Properties: { Path: /b, Method: get } }`;

function ids(lines: readonly string[]): readonly (string | undefined)[] {
  return lines.map((it) => it.split(" ")[0]);
}

test("who owns the default route of a HTTP API needs no permission for its other routes", () => {
  const own = "Own: { Type: AWS::Serverless::HttpApi }";
  assert.deepEqual(ids(wired(sam(DEFAULT_AND_OTHER, own))), ["FBPermission", "FZPermission"]);
});

test("the default route does not count for an alias, nor where SAM does not see the routes", () => {
  const all = ["FAPermission", "FBPermission", "FZPermission"];
  const own = "Own: { Type: AWS::Serverless::HttpApi }";
  assert.deepEqual(ids(wired(sam(`AutoPublishAlias: live\n${DEFAULT_AND_OTHER}`, own))), all);
  const file = "Own: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionUri: api.yaml } }";
  assert.deepEqual(ids(wired(sam(DEFAULT_AND_OTHER, file))), all);
});

test("the default route may be the function's by the definition of the API", () => {
  const event = "{ Type: HttpApi, Properties: { Path: /a, Method: get, ApiId: !Ref Own } }";
  const own = (target: string) => `Own:
  Type: AWS::Serverless::HttpApi
  Properties:
    DefinitionBody:
      paths:
        $default:
          x-amazon-apigateway-any-method:
            x-amazon-apigateway-integration: { uri: !Sub "arn:aws:apigateway:r:lambda:path/functions/\${${target}}/invocations" }`;
  assert.deepEqual(ids(wired(withEvent(event, own("F.Arn")))), []);
  for (const other of ["G.Arn", "F"]) {
    assert.deepEqual(ids(wired(withEvent(event, own(other)))), ["FEPermission"], other);
  }
  assert.deepEqual(ids(wired(withEvent(event, own("F.Arn").replace(/x-amazon-apigateway-integration.*/s, "")))), [
    "FEPermission",
  ]);
});

const NAME = "MyAuth: { FunctionArn: !GetAtt F.Arn";

/** Of each kind of API that calls functions itself. */
const CALLERS: readonly (readonly [what: string, resource: string, wanted: readonly string[]])[] = [
  [
    "a Lambda authorizer of a REST API",
    `A: { Type: AWS::Serverless::Api, Properties: { Auth: { Authorizers: { ${NAME} } } } } }`,
    [
      'AMyAuthAuthorizerPermission lets apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <A> + "/authorizers/*"',
    ],
  ],
  [
    "an authorizer of a REST API that is told not to be given permission",
    `A: { Type: AWS::Serverless::Api, Properties: { Auth: { Authorizers: { ${NAME}, DisableFunctionDefaultPermissions: true } } } } }`,
    [],
  ],
  [
    "a REST API whose authorizers are half typed",
    "A: { Type: AWS::Serverless::Api, Properties: { Auth: { Authorizers: } } }",
    [],
  ],
  [
    "a REST API whose authorizer is no map",
    "A: { Type: AWS::Serverless::Api, Properties: { Auth: { Authorizers: { MyAuth: !GetAtt F.Arn } } } }",
    [],
  ],
  [
    "a Lambda authorizer of a HTTP API",
    `A: { Type: AWS::Serverless::HttpApi, Properties: { Auth: { Authorizers: { ${NAME} } } } } }`,
    [],
  ],
  [
    "an authorizer of a HTTP API that is told to be given permission",
    `A: { Type: AWS::Serverless::HttpApi, Properties: { Auth: { Authorizers: { ${NAME}, EnableFunctionDefaultPermissions: true } } } } }`,
    [
      'AMyAuthAuthorizerPermission lets apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <A> + "/authorizers/*"',
    ],
  ],
  ["a HTTP API whose Auth is a list", "A: { Type: AWS::Serverless::HttpApi, Properties: { Auth: [a] } }", []],
  [
    "a WebSocket API",
    "W: { Type: AWS::Serverless::WebSocketApi, Properties: { Routes: { $connect: { FunctionArn: !GetAtt F.Arn }, sendMsg: { FunctionArn: !GetAtt F.Arn } } } }",
    [
      'WConnectPermission lets apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <W.ApiId> + "/default/$connect"',
      'WSendmsgPermission lets apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <W.ApiId> + "/default/sendMsg"',
    ],
  ],
  [
    "the authorizer of a WebSocket API",
    "W: { Type: AWS::Serverless::WebSocketApi, Properties: { StageName: v1, Auth: { AuthType: CUSTOM, AuthArn: !GetAtt F.Arn }, Routes: { $connect: { FunctionArn: x } } } }",
    ['WAuthorizerPermission lets apigateway.amazonaws.com call <F.Arn> from "execute-api:" + <W> + "/authorizers/*"'],
  ],
  [
    "the authorizer of a WebSocket API that is called with a role",
    "W: { Type: AWS::Serverless::WebSocketApi, Properties: { Auth: { AuthType: CUSTOM, AuthArn: !GetAtt F.Arn, InvokeRole: x }, Routes: { $connect: { FunctionArn: x } } } }",
    [],
  ],
  [
    "a WebSocket API with routes that are half typed",
    "W: { Type: AWS::Serverless::WebSocketApi, Properties: { Routes: { $connect: } } }",
    [],
  ],
  [
    "a WebSocket API with a list of routes",
    "W: { Type: AWS::Serverless::WebSocketApi, Properties: { Routes: [$connect] } }",
    [],
  ],
  [
    "the Lambda authorizers of a GraphQL API",
    "G: { Type: AWS::Serverless::GraphQLApi, Properties: { Auth: { Type: AWS_IAM, Additional: [{ Type: API_KEY }, { Type: AWS_LAMBDA, LambdaAuthorizer: { AuthorizerUri: !GetAtt F.Arn } }] } } }",
    [
      'GToLambdaAuthConnector1WriteLambdaPermission lets appsync.amazonaws.com call <F.Arn> from "appsync:apis/" + <G.ApiId>',
    ],
  ],
  [
    "a GraphQL API with an Auth that is half typed",
    "G: { Type: AWS::Serverless::GraphQLApi, Properties: { Auth: { Type: AWS_LAMBDA, } } }",
    [],
  ],
  [
    "a GraphQL API with a text for Auth",
    "G: { Type: AWS::Serverless::GraphQLApi, Properties: { Auth: AWS_LAMBDA } }",
    [],
  ],
];

for (const [what, resource, wanted] of CALLERS) {
  test(`${what} ${wanted.length > 0 ? "may call its function" : "gives no permission"}: ${resource}`, () => {
    assert.deepEqual(wired(sam("Timeout: 3", resource)), wanted);
  });
}

test("the API that SAM makes has the authorizers of Globals", () => {
  const globals = `Globals:
  Api: { Auth: { Authorizers: { ${NAME} } } } }
  HttpApi: { Auth: { Authorizers: { ${NAME}, EnableFunctionDefaultPermissions: true } } } }
`;
  const implicit = (event: string) =>
    ids(wired(globals + withEvent(event))).filter((it) => it?.endsWith("AuthorizerPermission"));
  assert.deepEqual(implicit("{ Type: Api, Properties: { Path: /, Method: get } }"), [
    "ServerlessRestApiMyAuthAuthorizerPermission",
  ]);
  assert.deepEqual(implicit("{ Type: HttpApi }"), ["ServerlessHttpApiMyAuthAuthorizerPermission"]);
  assert.deepEqual(implicit("{ Type: Api, Properties: { Path: /, Method: get, RestApiId: abc } }"), []);
  assert.deepEqual(implicit("{ Type: SQS }"), []);
});

test("an API under a condition gives its permissions under that condition", () => {
  const api = `A: { Type: AWS::Serverless::Api, Condition: C, Properties: { Auth: { Authorizers: { ${NAME} } } } } }`;
  assert.ok(wired(`Conditions: { C: !Equals [!Ref AWS::Region, x] }\n${sam("Timeout: 3", api)}`)[0]?.endsWith(" if C"));
});

test("the API that SAM makes takes the place of a resource of that name", () => {
  const own = `ServerlessRestApi: { Type: AWS::Serverless::Api, Properties: { Auth: { Authorizers: { ${NAME} } } } } }`;
  assert.deepEqual(ids(wired(sam("Timeout: 3", own))), ["ServerlessRestApiMyAuthAuthorizerPermission"]);
  const event = "{ Type: Api, Properties: { Path: /a, Method: get } }";
  assert.deepEqual(ids(wired(withEvent(event, own))), ["FEPermissionProd"]);
});
