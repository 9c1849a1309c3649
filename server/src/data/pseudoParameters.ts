/** What AWS knows in every template without a declaration. */
export const pseudoParameters = [
  { name: "AWS::AccountId", summary: "The account that the stack is created in" },
  { name: "AWS::NoValue", summary: "Takes away the property that it is the value of" },
  { name: "AWS::NotificationARNs", summary: "The topics that are told of the stack's events" },
  { name: "AWS::Partition", summary: "The first part of ARNs: aws, aws-cn or aws-us-gov" },
  { name: "AWS::Region", summary: "The region that the stack is created in" },
  { name: "AWS::StackId", summary: "The ARN of the stack" },
  { name: "AWS::StackName", summary: "The name of the stack" },
  { name: "AWS::URLSuffix", summary: "The domain of AWS there: amazonaws.com or amazonaws.com.cn" },
] as const satisfies readonly { readonly name: string; readonly summary: string }[];
