import type { PostConfirmationConfirmSignUpTriggerEvent, PreSignUpEmailTriggerEvent } from "aws-lambda";
import { refText } from "../data/references.js";
import { localName } from "../model/localName.js";
import type { UserPoolTrigger } from "../model/trigger.js";
import { type at, property } from "../model/value.js";
import { hex, uuid } from "./identity.js";
import { listIn, referrerIn, resourceIn, type Scene, textIn } from "./scene.js";

export interface UserPoolSettings {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
export function preSignUpEvent(settings: UserPoolSettings): PreSignUpEmailTriggerEvent {
  return {
    ...sharedBy(settings),
    triggerSource: "PreSignUp_SignUp",
    request: { userAttributes: settings.attributes, validationData: {}, clientMetadata: {} },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  };
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html */
export function postConfirmationEvent(settings: UserPoolSettings): PostConfirmationConfirmSignUpTriggerEvent {
  const confirmed = { sub: uuid("user"), email_verified: "true", "cognito:user_status": "CONFIRMED" };
  return {
    ...sharedBy(settings),
    triggerSource: "PostConfirmation_ConfirmSignUp",
    request: { userAttributes: { ...confirmed, ...settings.attributes }, clientMetadata: {} },
    response: {},
  };
}

export function userPoolSettings(trigger: UserPoolTrigger | undefined, scene: Scene): UserPoolSettings {
  const { region, account } = scene;
  const pool = resourceIn(scene, trigger?.source);
  const client = referrerIn(scene, pool, { "AWS::Cognito::UserPoolClient": "UserPoolId" });
  const [id, name] = pool ? [pool.id, localName(pool)] : ["UserPool", "local-UserPool"];
  const required = pool ? listIn(property(pool.properties, "Schema")) : [];
  const own = required.flatMap((it) => {
    const attribute = textIn(scene, property(it, "Name"));
    return attribute === undefined ? [] : [[attributeName(attribute), sampleOf(textOfType(it, scene))] as const];
  });
  return {
    userPoolId: refText("AWS::Cognito::UserPool", { id, name, region, account }),
    clientId: client ? localName(client) : hex("client", 26),
    region,
    attributes: { ...Object.fromEntries(own), email: "ada@example.com" },
  };
}

function sharedBy({ userPoolId, clientId, region }: UserPoolSettings) {
  return {
    version: "1",
    region,
    userPoolId,
    userName: "ada",
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
  };
}

/** Attributes of OpenID Connect; all others of a schema get `custom:` before their names. */
const STANDARD = new Set(
  (
    "address birthdate email email_verified family_name gender given_name locale middle_name name nickname " +
    "phone_number phone_number_verified picture preferred_username profile sub updated_at website zoneinfo"
  ).split(" "),
);

function attributeName(name: string): string {
  return STANDARD.has(name) ? name : `custom:${name}`;
}

function textOfType(attribute: Parameters<typeof at>[0], scene: Scene): string | undefined {
  return textIn(scene, property(attribute, "AttributeDataType"));
}

function sampleOf(type: string | undefined): string {
  if (type === "Number") return "1";
  if (type === "Boolean") return "true";
  return type === "DateTime" ? "2026-01-01T00:00:00Z" : "example";
}
