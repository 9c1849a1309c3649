import type { CloudFrontHeaders, CloudFrontOrigin, CloudFrontRequestEvent, CloudFrontResponseEvent } from "aws-lambda";
import { localName } from "../model/localName.js";
import type { Resource } from "../model/template.js";
import type { EdgeStage, EdgeTrigger } from "../model/trigger.js";
import { at, numberOf, property, type Value } from "../model/value.js";
import { base64 } from "./identity.js";
import { noonOf } from "./moment.js";
import { jsonIn, listIn, resourceIn, type Scene, textIn } from "./scene.js";

export interface EdgeSettings {
  readonly distributionId: string;
  readonly stage: EdgeStage;
  readonly uri: string;
  readonly origin: CloudFrontOrigin;
  readonly includeBody: boolean;
  readonly date: string;
}

const VIEWER_HOST = "d111111abcdef8.cloudfront.net";
const CLIENT_IP = "203.0.113.178";

type EdgeRequest = CloudFrontRequestEvent["Records"][number]["cf"]["request"];

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */
export function edgeRequestEvent(settings: EdgeSettings): CloudFrontRequestEvent {
  const { includeBody, stage } = settings;
  const body = { inputTruncated: false, action: "read-only", encoding: "base64", data: "" } as const;
  const isViewer = stage === "viewer-request";
  const request: EdgeRequest = {
    clientIp: CLIENT_IP,
    headers: isViewer ? viewerHeaders() : originHeaders(settings),
    method: "GET",
    querystring: "",
    uri: settings.uri,
    ...(!isViewer && { origin: settings.origin }),
    ...(includeBody && { body }),
  };
  return { Records: [{ cf: { config: configOf(settings), request } }] };
}

/** The request is the one that the event of the stage before told of. */
export function edgeResponseEvent(settings: EdgeSettings): CloudFrontResponseEvent {
  const isViewer = settings.stage === "viewer-response";
  const request = {
    clientIp: CLIENT_IP,
    headers: isViewer ? viewerHeaders() : originHeaders(settings),
    method: "GET",
    querystring: "",
    uri: settings.uri,
    ...(!isViewer && { origin: settings.origin }),
  };
  const moment = noonOf(settings.date);
  const response = {
    headers: headers({
      Date: moment.http,
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": "1024",
      "Last-Modified": noonOf(settings.date, -86_400_000).http,
      ETag: '"d41d8cd98f00b204e9800998ecf8427e"',
      Server: "AmazonS3",
    }),
    status: "200",
    statusDescription: "OK",
  };
  return { Records: [{ cf: { config: configOf(settings), request, response } }] };
}

export function edgeSettings(stage: EdgeStage, trigger: EdgeTrigger | undefined, scene: Scene): EdgeSettings {
  const distribution = resourceIn(scene, trigger?.source);
  return {
    distributionId: distribution ? localName(distribution) : "EDFDVBD6EXAMPLE",
    stage,
    uri: uriOf(trigger && textIn(scene, property(trigger.behavior, "PathPattern"))),
    origin: originOf(distribution, trigger, scene),
    includeBody: trigger !== undefined && String(jsonIn(scene, property(trigger.settings, "IncludeBody"))) === "true",
    date: scene.date,
  };
}

function configOf({ distributionId, stage, uri }: EdgeSettings) {
  const requestId = `${base64(uri, 54)}==`;
  return { distributionDomainName: VIEWER_HOST, distributionId, eventType: stage, requestId };
}

function headers(values: Readonly<Record<string, string>>): CloudFrontHeaders {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [{ key, value }]]));
}

function viewerHeaders(): CloudFrontHeaders {
  return headers({ Host: VIEWER_HOST, "User-Agent": "curl/8.5.0", Accept: "*/*" });
}

function originHeaders({ origin }: EdgeSettings): CloudFrontHeaders {
  return headers({
    "X-Forwarded-For": CLIENT_IP,
    "User-Agent": "Amazon CloudFront",
    Via: "2.0 2afae0d44e2540f472c0635ab62c232b.cloudfront.net (CloudFront)",
    Host: origin.s3?.domainName ?? origin.custom?.domainName ?? "",
    "Cache-Control": "no-cache",
  });
}

/** A path that the behaviour of a pattern takes. */
function uriOf(pattern: string | undefined): string {
  if (pattern === undefined) return "/index.html";
  const path = pattern.replace(/\*$/, "index.html").replaceAll("*", "example").replaceAll("?", "a");
  return path.startsWith("/") ? path : `/${path}`;
}

function originOf(
  distribution: Resource | undefined,
  trigger: EdgeTrigger | undefined,
  scene: Scene,
): CloudFrontOrigin {
  const config = distribution && property(distribution.properties, "DistributionConfig");
  const id = trigger && textIn(scene, property(trigger.behavior, "TargetOriginId"));
  const origins = config ? listIn(property(config, "Origins")) : [];
  const origin = origins.find((it) => id !== undefined && textIn(scene, property(it, "Id")) === id) ?? origins[0];
  const domainName = origin && textIn(scene, property(origin, "DomainName"));
  const path = (origin && textIn(scene, property(origin, "OriginPath"))) ?? "";
  const custom = origin && property(origin, "CustomOriginConfig");
  if (custom?.kind === "object") return customOrigin(custom, domainName ?? "example.com", path, scene);
  const bucket = domainName ?? `local-bucket.s3.${scene.region}.amazonaws.com`;
  return { s3: { authMethod: "none", customHeaders: {}, domainName: bucket, path } };
}

function customOrigin(config: Value, domainName: string, path: string, scene: Scene): CloudFrontOrigin {
  const isHttp = textIn(scene, property(config, "OriginProtocolPolicy")) === "http-only";
  const number = (key: string, otherwise: number) => numberOf(property(config, key)) ?? otherwise;
  const protocols = listIn(at(config, "OriginSSLProtocols")).flatMap((it) => textIn(scene, it) ?? []);
  return {
    custom: {
      customHeaders: {},
      domainName,
      keepaliveTimeout: number("OriginKeepaliveTimeout", 5),
      path,
      port: isHttp ? number("HTTPPort", 80) : number("HTTPSPort", 443),
      protocol: isHttp ? "http" : "https",
      readTimeout: number("OriginReadTimeout", 30),
      sslProtocols: protocols.length > 0 ? protocols : ["TLSv1.2"],
    },
  };
}
