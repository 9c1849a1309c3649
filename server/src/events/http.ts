import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, LambdaFunctionURLEvent } from "aws-lambda";
import type { RouteTrigger, UrlTrigger } from "../model/trigger.js";
import { at, property, textOf, type Value } from "../model/value.js";
import { type Authorizer, authorizerOf } from "./authorizer.js";
import { base64, hex, uuid } from "./identity.js";
import { isList, isObject, type Json, type JsonObject } from "./json.js";
import { noonOf } from "./moment.js";
import { jsonIn, referrerIn, resourceIn, type Scene, type Sender, senderIn, textIn } from "./scene.js";

export interface HttpSettings {
  readonly api: Sender;
  readonly stage: string;
  /** In upper case; `ANY` for all. */
  readonly method: string;
  /** As the API has it: `/orders/{orderId}`. Undefined for the `$default` route. */
  readonly path: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly authorizer: Authorizer | undefined;
  readonly date: string;
}

const BODY = JSON.stringify({ message: "hello" });
const SOURCE_IP = "192.0.2.1";
const USER_AGENT = "curl/8.5.0";
const BODILESS = new Set(["GET", "HEAD", "DELETE", "OPTIONS"]);

/** `POST /orders`; `$default` for the route that takes what no other does. */
export function routeOf({ method, path }: Pick<HttpSettings, "method" | "path">): string {
  return path === undefined ? "$default" : `${method} ${path}`;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html, format 2.0 */
export function httpApiEvent(settings: HttpSettings): APIGatewayProxyEventV2 {
  const { api, stage, authorizer, query } = settings;
  const { method, path, parameters, body } = requestOf(settings);
  const rawPath = stage === "$default" ? path : `/${stage}${path === "/" ? "" : path}`;
  const apiId = api.name;
  const domainName = `${apiId}.execute-api.${api.region}.amazonaws.com`;
  const moment = noonOf(settings.date);
  const routeKey = routeOf(settings);
  const hasQuery = Object.keys(query).length > 0;
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...headersOf(domainName, body), ...(authorizer && { authorization: authorizer.header }) },
    ...(hasQuery && { queryStringParameters: query }),
    requestContext: {
      accountId: api.account,
      apiId,
      ...(authorizer && { authorizer: authorizer.http }),
      domainName,
      domainPrefix: apiId,
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: SOURCE_IP, userAgent: USER_AGENT },
      requestId: base64(routeKey, 16),
      routeKey,
      stage,
      time: moment.log,
      timeEpoch: moment.epoch,
    },
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    ...(body !== null && { body }),
    isBase64Encoded: false,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html, also format 1.0 of HTTP APIs */
export function restApiEvent(settings: HttpSettings): APIGatewayProxyEvent {
  const { api, stage, authorizer, query } = settings;
  const { method, path, parameters, body } = requestOf(settings);
  const resource = settings.path ?? "/{proxy+}";
  const domainName = `${api.name}.execute-api.${api.region}.amazonaws.com`;
  const moment = noonOf(settings.date);
  const headers = titled({ ...headersOf(domainName, body), ...(authorizer && { authorization: authorizer.header }) });
  const isQueried = Object.keys(query).length > 0;
  return {
    resource,
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: isQueried ? query : null,
    multiValueQueryStringParameters: isQueried ? lists(query) : null,
    pathParameters: Object.keys(parameters).length > 0 ? parameters : null,
    stageVariables: null,
    requestContext: {
      resourceId: hex(resource, 6),
      resourcePath: resource,
      httpMethod: method,
      extendedRequestId: base64(`${resource}extended`, 16),
      requestTime: moment.log,
      path: `/${stage}${path}`,
      accountId: api.account,
      protocol: "HTTP/1.1",
      stage,
      domainPrefix: api.name,
      requestTimeEpoch: moment.epoch,
      requestId: uuid(resource),
      identity: CALLER,
      domainName,
      apiId: api.name,
      authorizer: authorizer?.rest,
    },
    body,
    isBase64Encoded: false,
  };
}

/** An HTTP API may send the older format, which says so. */
export function httpApiEventOfRest(settings: HttpSettings): APIGatewayProxyEvent & { readonly version: "1.0" } {
  return { version: "1.0", ...restApiEvent(settings) };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function functionUrlEvent(settings: {
  readonly needsIam: boolean;
  readonly region: string;
  readonly account: string;
  readonly date: string;
}): LambdaFunctionURLEvent {
  const { needsIam, region, account, date } = settings;
  const urlId = hex("function-url", 32);
  const domainName = `${urlId}.lambda-url.${region}.on.aws`;
  const moment = noonOf(date);
  const authorizer = needsIam ? authorizerOf("iam", account)?.http : undefined;
  const query = { name: "Ada" };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/hello",
    rawQueryString: new URLSearchParams(query).toString(),
    headers: headersOf(domainName, BODY),
    queryStringParameters: query,
    requestContext: {
      accountId: needsIam ? account : "anonymous",
      apiId: urlId,
      ...(authorizer && { authorizer }),
      domainName,
      domainPrefix: urlId,
      http: { method: "POST", path: "/hello", protocol: "HTTP/1.1", sourceIp: SOURCE_IP, userAgent: USER_AGENT },
      requestId: uuid("function-url"),
      routeKey: "$default",
      stage: "$default",
      time: moment.log,
      timeEpoch: moment.epoch,
    },
    body: BODY,
    isBase64Encoded: false,
  };
}

/** The settings of a route; without one, those of a route made up. */
export function httpSettings(trigger: RouteTrigger | undefined, scene: Scene): HttpSettings {
  const { date } = scene;
  if (!trigger) {
    const api = senderIn(scene, undefined, "local-Api");
    const common = { api, stage: "$default", authorizer: undefined, date };
    return { ...common, method: "POST", path: "/hello", query: { name: "Ada" } };
  }
  const isRest = trigger.kind === "rest-api";
  const implicit = isRest ? "ServerlessRestApi" : "ServerlessHttpApi";
  const source: Value = trigger.source.kind === "absent" ? { kind: "reference", target: implicit } : trigger.source;
  const api = senderIn(scene, source, `local-${implicit}`);
  const isDefault = trigger.path.kind === "absent" && !isRest;
  return {
    api,
    stage: stageOf(trigger, api, scene),
    method: (textIn(scene, trigger.method) ?? "ANY").toUpperCase().replace(/^\*$/, "ANY"),
    path: isDefault ? undefined : pathOf(textIn(scene, trigger.path) ?? "/"),
    query: queryOf(trigger, scene),
    authorizer: authorizerOf(trigger, scene.account, api.resource),
    date,
  };
}

/** The events of a route have the older format when the integration asks for it. */
export function isOfOldFormat(trigger: RouteTrigger | undefined, scene: Scene): boolean {
  if (trigger?.kind !== "http-api") return false;
  const integration = resourceIn(scene, property(trigger.settings, "Target"));
  const settings = integration?.properties ?? trigger.settings;
  // Documents of OpenAPI write it small.
  const versions = ["PayloadFormatVersion", "payloadFormatVersion"].map((it) => textOf(property(settings, it)));
  return versions.some((it) => Number(it) === 1);
}

export function needsIam({ settings }: UrlTrigger): boolean {
  return textOf(property(settings, "AuthType")) === "AWS_IAM";
}

/** The lengths of bodies that were changed after they were made. */
export function withLength(event: Json): Json {
  if (!isObject(event)) return event;
  const { body, headers, multiValueHeaders } = event;
  const length = String(Buffer.byteLength(typeof body === "string" ? body : ""));
  const relengthed = (values: JsonObject, value: Json) =>
    Object.fromEntries(
      Object.entries(values).map(([name, it]) => [name, name.toLowerCase() === "content-length" ? value : it]),
    );
  return {
    ...event,
    ...(isObject(headers) && { headers: relengthed(headers, length) }),
    ...(isObject(multiValueHeaders) && { multiValueHeaders: relengthed(multiValueHeaders, [length]) }),
  };
}

const CALLER: APIGatewayProxyEvent["requestContext"]["identity"] = {
  cognitoIdentityPoolId: null,
  accountId: null,
  cognitoIdentityId: null,
  caller: null,
  sourceIp: SOURCE_IP,
  principalOrgId: null,
  accessKey: null,
  cognitoAuthenticationType: null,
  cognitoAuthenticationProvider: null,
  userArn: null,
  userAgent: USER_AGENT,
  user: null,
  apiKey: null,
  apiKeyId: null,
  clientCert: null,
};

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** A request that the route takes. */
function requestOf({ method, path }: HttpSettings): SentRequest {
  const sent = path === undefined || method === "ANY" ? "GET" : method;
  const parameters: Record<string, string> = {};
  const filled = (path ?? "/").replaceAll(/\{([^{}+]+)(\+?)\}/g, (_, name: string, greedy: string) => {
    parameters[name] = greedy ? "path/to/it" : parameterSample(name);
    return parameters[name];
  });
  return { method: sent, path: filled, parameters, body: BODILESS.has(sent) ? null : BODY };
}

/** `order-1` for `orderId`. */
function parameterSample(name: string): string {
  const noun = name.replace(/[-_]?id$/i, "");
  return noun === "" ? "1" : `${noun}-1`;
}

function pathOf(text: string): string {
  return text.startsWith("/") ? text : `/${text}`;
}

function headersOf(host: string, body: string | null): Record<string, string> {
  return {
    accept: "*/*",
    ...(body !== null && { "content-length": String(Buffer.byteLength(body)), "content-type": "application/json" }),
    host,
    "user-agent": USER_AGENT,
    "x-amzn-trace-id": `Root=1-${hex(host, 8)}-${hex(`${host}trace`, 24)}`,
    "x-forwarded-for": SOURCE_IP,
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
}

/** REST APIs pass on the names of headers as the client wrote them. */
function titled(headers: Readonly<Record<string, string>>): Record<string, string> {
  const title = (name: string) => name.replaceAll(/(?<![a-z])[a-z]/g, (it) => it.toUpperCase());
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [title(name), value]));
}

function lists(values: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
}

const STAGE_TYPES = { "AWS::ApiGateway::Stage": "RestApiId", "AWS::ApiGatewayV2::Stage": "ApiId" };

function stageOf({ kind }: RouteTrigger, { resource }: Sender, scene: Scene): string {
  const stage = resource?.type.startsWith("AWS::Serverless::") ? resource : referrerIn(scene, resource, STAGE_TYPES);
  const name = stage && textIn(scene, property(stage.properties, "StageName"));
  return name || (kind === "rest-api" ? "Prod" : "$default");
}

/** The query parameters that a REST API declares. */
function queryOf({ settings }: RouteTrigger, scene: Scene): Readonly<Record<string, string>> {
  const declared = jsonIn(scene, at(settings, "RequestParameters")) ?? null;
  const items = isList(declared) ? declared : [declared];
  const names = items.flatMap((it) => (typeof it === "string" ? [it] : isObject(it) ? Object.keys(it) : []));
  const query = names.flatMap((it) => /^method\.request\.querystring\.(.+)$/.exec(it)?.[1] ?? []);
  return Object.fromEntries(query.map((it) => [it, parameterSample(it)]));
}
