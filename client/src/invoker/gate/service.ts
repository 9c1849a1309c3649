import { serviceOfTarget, serviceOfVersion } from "./operations.js";
import { type AwsRequest, isForm } from "./request.js";

/** Where a name of the host, or the one that a request is signed for, is not the one that IAM knows it by. */
const IAM_NAMES: Readonly<Record<string, string>> = { iotdata: "iot", monitoring: "cloudwatch", tagging: "tag" };

/** Hosts that are not named like what requests to them are signed for. */
const SIGNING_NAMES: Readonly<Record<string, string>> = {
  ddb: "dynamodb",
  email: "ses",
  queue: "sqs",
  "s3-control": "s3",
};

const AWS_HOST = /^(.+?)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws)$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;
const BUCKET_HOST = /^(.+)\.s3(?:-fips|-accelerate|-accesspoint|-[a-z]{2}-[a-z]+-\d)?(?:\.|$)/;

/** The name that the request is signed for; of an unsigned one, what its target, version or host tell. */
export function serviceOf(request: AwsRequest): string | undefined {
  const { headers, query } = request;
  const scope = /\bCredential=([^,\s]+)/.exec(headers["authorization"] ?? "")?.[1] ?? query.get("X-Amz-Credential");
  const signed = /\/([^/]+)\/aws4_request$/.exec(scope ?? "")?.[1];
  if (signed !== undefined) return signed === "s3express" ? "s3" : signed;
  if (isSignedAsOnceWasS3(request)) return "s3";

  const target = /^(.+)\.[^.]+$/.exec(headers["x-amz-target"] ?? "")?.[1];
  return (target && serviceOfTarget(target)) ?? serviceOfHost(request.host) ?? serviceOfQuery(request);
}

export function iamName(service: string): string {
  return IAM_NAMES[service] ?? service;
}

/** The bucket that the host names, as in `photos.s3.eu-west-1.amazonaws.com`. */
export function bucketOfHost(host: string): string | undefined {
  const [, name] = AWS_HOST.exec(host) ?? [];
  return name && BUCKET_HOST.exec(name)?.[1];
}

/** By version 2 of the signature, which boto3 still makes for URLs of objects. */
function isSignedAsOnceWasS3({ headers, query }: AwsRequest): boolean {
  return /^AWS [^:]+:/.test(headers["authorization"] ?? "") || (query.has("AWSAccessKeyId") && query.has("Expires"));
}

function serviceOfHost(host: string): string | undefined {
  const [, name] = AWS_HOST.exec(host) ?? [];
  const labels = name?.split(".").filter((it) => !REGION.test(it) && !/^(dualstack|fips)$/.test(it));
  const last = labels?.at(-1)?.replace(/-fips$/, "");
  if (last === undefined) return undefined;
  return SIGNING_NAMES[last] ?? (/^s3(-|$)/.test(last) ? "s3" : last);
}

function serviceOfQuery(request: AwsRequest): string | undefined {
  const { query, body } = request;
  const version =
    query.get("Version") ?? (isForm(request) ? new URLSearchParams(body.toString()).get("Version") : null);
  return version ? serviceOfVersion(version) : undefined;
}
