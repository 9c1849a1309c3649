import assert from "node:assert/strict";
import { test } from "node:test";
import type { MarkupContent } from "vscode-languageserver";
import { referenceHover } from "../../../server/src/features/referenceHover.js";
import type { FileId } from "../../../server/src/model/place.js";
import { openFixture } from "../../support/check.js";
import { FIXTURE_ROOT } from "../../support/fixture.js";
import { marked } from "../../support/marked.js";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage:
    Type: String
    Default: dev
    AllowedValues: [dev, prod]
    Description: Where this runs
  Secret: { Type: String, NoEcho: true, Default: hidden }
  Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: /images/latest }
  Free: { Type: Number }
Conditions:
  IsProd: !Equals
    - !Ref Stage
    - prod
Mappings:
  Sizes: { prod: { memory: 512 } }
Resources:
  Named: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders } }
  Unnamed: { Type: AWS::DynamoDB::Table }
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
  Secrets: { Type: AWS::SecretsManager::Secret, Properties: { Name: key } }
  Pool: { Type: AWS::Cognito::UserPool }
  Custom: { Type: Custom::Thing }
  Orders:
    Type: AWS::Serverless::Function
    Condition: IsProd
    Properties:
      Value: <>
`;

const cases: readonly { value: string; says: string | undefined }[] = [
  {
    value: "!Ref Sta<|>ge",
    says: "**Stage**: parameter of type `String`\n\nWhere this runs\n\nDefault: `dev`. Allowed: `dev`, `prod`.",
  },
  { value: "!Ref Sec<|>ret", says: "**Secret**: parameter of type `String`\n\nIts value is not shown (`NoEcho`)." },
  {
    value: "!Ref Im<|>age",
    says: "**Image**: parameter of type `AWS::SSM::Parameter::Value<String>`\n\nIts value is looked up in the Parameter Store at deployment.",
  },
  { value: "!Ref Fr<|>ee", says: "**Free**: parameter of type `Number`\n\nNo default." },
  { value: "!Ref Nam<|>ed", says: "**Named**: `AWS::DynamoDB::Table`\n\n`Ref` gives its name: `orders`" },
  {
    value: "!Ref Unna<|>med",
    says: "**Unnamed**: `AWS::DynamoDB::Table`\n\n`Ref` gives its name, which `TableName` sets",
  },
  {
    value: "!GetAtt Unnamed.A<|>rn",
    says: "**Unnamed**: `AWS::DynamoDB::Table`\n\n`Arn`: `arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/<name of Unnamed>`",
  },
  {
    value: '!Sub "${Que<|>ue}"',
    says: "**Queue**: `AWS::SQS::Queue`\n\n`Ref` gives its URL: `https://sqs.${AWS::Region}.amazonaws.com/${AWS::AccountId}/<name of Queue>`",
  },
  {
    value: "!Ref To<|>pic",
    says: "**Topic**: `AWS::SNS::Topic`\n\n`Ref` gives its ARN: `arn:aws:sns:${AWS::Region}:${AWS::AccountId}:news`",
  },
  {
    value: "!Ref Secr<|>ets",
    says: "**Secrets**: `AWS::SecretsManager::Secret`\n\n`Ref` gives its ARN: `arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:key-...`",
  },
  { value: "!Ref Po<|>ol", says: "**Pool**: `AWS::Cognito::UserPool`\n\n`Ref` gives its id, which AWS makes up" },
  { value: "!Ref Cus<|>tom", says: "**Custom**: `Custom::Thing`" },
  { value: "!GetAtt Custom.An<|>y", says: "**Custom**: `Custom::Thing`" },
  {
    value: "!GetAtt OrdersRo<|>le.Arn",
    says: "**OrdersRole**: made by SAM for `Orders` (`AWS::Serverless::Function`)",
  },
  { value: "!Ref AWS::Reg<|>ion", says: "**AWS::Region**: The region that the stack is created in" },
  {
    value: "!If [IsPr<|>od, a, b]",
    says: "**IsProd**: condition\n\n```yaml\nIsProd: !Equals\n  - !Ref Stage\n  - prod\n```",
  },
  {
    value: "!FindInMap [Siz<|>es, prod, memory]",
    says: "**Sizes**: mapping\n\n```yaml\nSizes: { prod: { memory: 512 } }\n```",
  },
  {
    value: "!FindInMap [Sizes, prod, mem<|>ory]",
    says: "```yaml\nSizes: { prod: { memory: 512 } }\n```",
  },
  {
    value: "!Ref ServerlessRest<|>Api",
    says: "**ServerlessRestApi**: the API that SAM makes for events of type `Api`",
  },
  { value: "!Ref Not<|>hing", says: undefined },
  { value: "text<|>", says: undefined },
];

for (const { value, says } of cases) {
  test(`hovering \`${value}\` tells ${says === undefined ? "nothing" : "what it means"}`, async () => {
    const { text, position } = marked(TEMPLATE.replace("<>", () => value));
    const analysis = await (await openFixture(new Map([["template.yaml", text]]))).analyse();
    const res = referenceHover(analysis, `${FIXTURE_ROOT}/template.yaml` as FileId, position);
    assert.equal((res?.contents as MarkupContent | undefined)?.value, says);
  });
}
