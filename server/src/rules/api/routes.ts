import { resourceOf, symbolicText } from "../../model/resourceOf.js";
import type { Resource, Template } from "../../model/template.js";
import type { RouteTrigger } from "../../model/trigger.js";
import { at, numberOf, property, textOf, type Value, worlds } from "../../model/value.js";

/** The longest that an API certainly waits for a function on a route, in ms; undefined where that is not known. */
export function longestWait(
  template: Template,
  route: RouteTrigger,
  limits: Readonly<Record<RouteTrigger["kind"], number>>,
): number | undefined {
  const limit = limits[route.kind];
  if (route.kind === "http-api") {
    const integration = integrationOf(template, route.settings);
    // The limit cannot be raised, whatever else is not known.
    return Math.min(numberOf(property(integration, "TimeoutInMillis")) ?? limit, limit);
  }
  const integration = restIntegration(route.settings);
  const timeout = property(integration, "TimeoutInMillis");
  const mode = property(integration, "ResponseTransferMode");
  const isBuffered = mode.kind === "absent" || textOf(mode) === "BUFFERED";
  if (!isBuffered || isAsynchronous(integration) || hasOwnDefinition(template, route)) return undefined;
  return timeout.kind === "absent" ? limit : numberOf(timeout);
}

/** The settings of a method's integration: SAM has them beside the path. */
export function restIntegration(settings: Value): Value {
  const integration = property(settings, "Integration");
  return integration.kind === "absent" ? settings : integration;
}

/** A route of CloudFormation names its integration; in SAM, and with `Target`, they are one. */
function integrationOf({ resources }: Template, settings: Value): Value {
  const [target, ...others] = worlds(property(settings, "Target"));
  const id =
    others.length === 0 && target
      ? /^integrations\/\$\{(\w+)\}$/.exec(symbolicText(target.value) ?? "")?.[1]
      : undefined;
  return (id === undefined ? undefined : resources.get(id)?.properties) ?? settings;
}

/** A request parameter may turn a call into one that nobody waits for. */
function isAsynchronous(integration: Value): boolean {
  const parameters = property(integration, "RequestParameters");
  if (parameters.kind === "absent") return false;
  if (parameters.kind === "list") return false;
  if (parameters.kind !== "object" || parameters.open !== undefined) return true;
  return parameters.entries.some(({ key }) => /invocation-type/i.test(key));
}

/** The integrations stand in an OpenAPI document; or the API is not in the template. */
function hasOwnDefinition(template: Template, { source }: RouteTrigger): boolean {
  if (source.kind === "absent") return false;
  const api = resourceOf(template, source);
  if (!api) return true;
  return ["Body", "BodyS3Location", "DefinitionBody", "DefinitionUri"].some(
    (it) => property(api.properties, it).kind !== "absent",
  );
}

/** Whether an API is optimised for the edge, as REST APIs are unless they say otherwise; undefined when not known. */
export function isEdgeOptimised({ type, properties }: Resource): boolean | undefined {
  if (type === "AWS::Serverless::Api") {
    const endpoint = property(properties, "EndpointConfiguration");
    const kind = textOf(endpoint) ?? textOf(property(endpoint, "Type"));
    return endpoint.kind === "absent" ? true : kind === undefined ? undefined : kind === "EDGE";
  }
  if (type !== "AWS::ApiGateway::RestApi" || property(properties, "Parameters").kind !== "absent") return undefined;
  const types = at(properties, "EndpointConfiguration", "Types");
  if (types.kind === "absent") return true;
  const [first] = types.kind === "list" ? types.items.map(textOf) : [];
  return first === undefined ? undefined : first === "EDGE";
}
