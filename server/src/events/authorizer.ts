import type { Resource } from "../model/template.js";
import type { RouteTrigger } from "../model/trigger.js";
import { at, property, textOf, type Value } from "../model/value.js";
import { hex, uuid } from "./identity.js";

/** Who the API says is calling, in the two formats. */
export interface Authorizer {
  readonly header: string;
  readonly http: Readonly<Record<string, unknown>>;
  readonly rest: Readonly<Record<string, unknown>> | undefined;
}

type AuthorizerKind = "token" | "lambda" | "iam";

/** What the authorizer of a route adds to its events; undefined when it has none, or none that is known. */
export function authorizerOf(
  route: RouteTrigger | AuthorizerKind,
  account: string,
  api?: Resource,
): Authorizer | undefined {
  const kind = typeof route === "string" ? route : kindOf(route, api);
  switch (kind) {
    case "token":
      return { header: `Bearer ${JWT}`, http: { jwt: { claims: CLAIMS, scopes: null } }, rest: { claims: CLAIMS } };
    case "lambda":
      return {
        header: "Bearer local",
        http: { lambda: { principalId: CLAIMS.sub } },
        rest: { principalId: CLAIMS.sub, integrationLatency: 12 },
      };
    case "iam":
      return { header: SIGNATURE, http: { iam: iamCaller(account) }, rest: undefined };
    default:
      return kind satisfies undefined;
  }
}

const CLAIMS = {
  sub: uuid("user"),
  "cognito:username": "ada",
  email: "ada@example.com",
  iss: "https://issuer.example.com",
  aud: "local",
  exp: "4102444800",
  token_use: "id",
};

const JWT = ["eyJhbGciOiJSUzI1NiJ9", Buffer.from(JSON.stringify(CLAIMS)).toString("base64url"), "local"].join(".");

const SIGNATURE = "AWS4-HMAC-SHA256 Credential=local";

function iamCaller(account: string): Readonly<Record<string, unknown>> {
  const id = `AIDA${hex("caller", 16).toUpperCase()}`;
  return {
    accessKey: `AKIA${hex("key", 16).toUpperCase()}`,
    accountId: account,
    callerId: id,
    cognitoIdentity: null,
    principalOrgId: "o-example",
    userArn: `arn:aws:iam::${account}:user/ada`,
    userId: id,
  };
}

function kindOf({ settings }: RouteTrigger, api: Resource | undefined): AuthorizerKind | undefined {
  const raw = textOf(property(settings, "AuthorizationType"));
  if (raw !== undefined) return RAW_KINDS[raw];
  const auth = api ? property(api.properties, "Auth") : undefined;
  const name =
    textOf(at(settings, "Auth", "Authorizer")) ?? (auth ? textOf(property(auth, "DefaultAuthorizer")) : undefined);
  if (name === undefined || name === "NONE") return undefined;
  if (name === "AWS_IAM") return "iam";
  return auth && samKind(at(auth, "Authorizers", name));
}

const RAW_KINDS: Readonly<Record<string, AuthorizerKind>> = {
  AWS_IAM: "iam",
  COGNITO_USER_POOLS: "token",
  CUSTOM: "lambda",
  JWT: "token",
};

function samKind(authorizer: Value): AuthorizerKind | undefined {
  const has = (key: string) => !["absent", "null", "unknown"].includes(property(authorizer, key).kind);
  if (has("JwtConfiguration") || has("UserPoolArn")) return "token";
  return has("FunctionArn") ? "lambda" : undefined;
}
