import { type Limit, limit } from "../../data/limits.js";
import { resourceOf } from "../../model/resourceOf.js";
import type { Resource, Template } from "../../model/template.js";
import { numberOf, property, textOf, type Value, worlds } from "../../model/value.js";
import { failures, replaceValue, reportFailure, type Settled } from "../failure.js";
import { defineRule } from "../rule.js";
import { isEdgeOptimised, restIntegration } from "./routes.js";

export const apiIntegrationTimeout = defineRule({
  id: "api/api-integration-timeout",
  summary: "The timeout of an API's integration is outside the range that API Gateway allows",
  rationale: `
\`TimeoutInMillis\` is in milliseconds: 50 to 29,000 for REST and WebSocket APIs, 50 to 30,000 for HTTP APIs. AWS raises the
upper end on request, for Regional and private REST APIs only; an edge-optimised one, which a REST API is unless it says
otherwise, cannot have more.
`,
  severity: "error",
  severities:
    "Information for a Regional or private REST API, whose deploy takes a raised quota. A warning when the value is the default of a parameter.",
  fixes: ["Set `TimeoutInMillis` to the nearest allowed value."],
  since: "0.1.0",
  references: [
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html",
  ],
  scope: "template",
  examples: {
    bad: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get:
          Type: HttpApi
          Properties:
            Path: /report
            Method: get
            TimeoutInMillis: 45000
            #                ^^^^^ error: TimeoutInMillis of 45000 ms is above the maximum of 30000 ms for an HTTP API: AWS rejects the deploy
`,
    good: `
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get:
          Type: HttpApi
          Properties:
            Path: /report
            Method: get
            TimeoutInMillis: 30000
`,
  },

  *check(template) {
    for (const integration of integrationsOf(template)) {
      const { resource, timeout, bounds } = integration;
      for (const failure of failures({ resource, template }, timeout, (it) => outside(it, bounds))) {
        const { value, nearest } = failure.verdict;
        const isQuota = bounds.isRaisable && nearest === bounds.maximum;
        const bound = nearest === bounds.minimum ? `below the minimum` : `above the maximum`;
        const end = isQuota ? "the deploy takes a raised quota" : "AWS rejects the deploy";
        const fix = replaceValue(failure, {
          title: `Set TimeoutInMillis to ${nearest}`,
          value: nearest,
          safe: !isQuota,
        });
        const report = reportFailure(failure, {
          message: `TimeoutInMillis of ${value} ms is ${bound} of ${nearest} ms for ${bounds.name}: ${end}`,
          severity: isQuota ? "information" : "error",
          fixes: [fix],
        });
        yield { ...report, function: integration.function };
      }
    }
  },
});

/** What the timeout of an integration may be. */
interface Bounds {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly isRaisable: boolean;
}

interface Integration {
  readonly resource: Resource;
  readonly timeout: Value;
  readonly bounds: Bounds;
  readonly function?: string | undefined;
}

function integrationsOf(template: Template): readonly Integration[] {
  return [...template.resources.values()]
    .filter((it) => !it.broken && !it.excluded)
    .flatMap((resource) => {
      const { properties } = resource;
      switch (resource.type) {
        case "AWS::ApiGateway::Method": {
          const bounds = restBounds(template, property(properties, "RestApiId"), restIntegration(properties));
          return [{ resource, timeout: property(restIntegration(properties), "TimeoutInMillis"), bounds }];
        }
        case "AWS::ApiGatewayV2::Integration": {
          const bounds = httpBounds(template, property(properties, "ApiId"));
          return [{ resource, timeout: property(properties, "TimeoutInMillis"), bounds }];
        }
        case "AWS::Serverless::Function":
          return samIntegrations(template, resource);
        default:
          return [];
      }
    });
}

function samIntegrations(template: Template, resource: Resource): readonly Integration[] {
  const events = worlds(property(resource.properties, "Events")).flatMap(({ value }) =>
    value.kind === "object" ? value.entries : [],
  );
  return events.flatMap(({ value: event }): readonly Integration[] => {
    const settings = property(event, "Properties");
    const timeout = property(settings, "TimeoutInMillis");
    const isHttp = textOf(property(event, "Type")) === "HttpApi";
    if (!isHttp && textOf(property(event, "Type")) !== "Api") return [];
    const bounds = isHttp ? HTTP : restBounds(template, property(settings, "RestApiId"), settings);
    return [{ resource, timeout, bounds, function: resource.id }];
  });
}

const HTTP = boundsOf("an HTTP API", limit("http-api-timeout"));
const WEB_SOCKET = boundsOf("a WebSocket API", limit("websocket-api-timeout"));
const EDGE = boundsOf("an edge-optimised REST API", limit("rest-api-timeout"));

function boundsOf(name: string, { minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Limit): Bounds {
  return { name, minimum, maximum, isRaisable: false };
}

/** Every API but one for WebSockets is taken for an HTTP API, which is allowed more. */
function httpBounds(template: Template, apiId: Value): Bounds {
  const protocol = property(resourceOf(template, apiId)?.properties ?? apiId, "ProtocolType");
  return textOf(protocol) === "WEBSOCKET" ? WEB_SOCKET : HTTP;
}

function restBounds(template: Template, apiId: Value, integration: Value): Bounds {
  const api = resourceOf(template, apiId);
  const isEdge = api && isEdgeOptimised(api);
  const isStreamed = property(integration, "ResponseTransferMode").kind !== "absent";
  if (isEdge === undefined || isStreamed) return { ...EDGE, name: "a REST API", maximum: Number.MAX_SAFE_INTEGER };
  return isEdge ? EDGE : { ...EDGE, name: "a REST API that has no raised quota", isRaisable: true };
}

function outside(value: Settled, { minimum, maximum }: Bounds) {
  const number = numberOf(value);
  if (number === undefined || (number >= minimum && number <= maximum)) return undefined;
  return { value: number, nearest: number < minimum ? minimum : maximum };
}
