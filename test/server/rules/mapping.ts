/** A template whose function `Worker` has one event, and what else is written as resources. */
export function withEvent(
  type: string,
  properties: readonly string[],
  { fn = [], resources = [], head = [] }: WithEvent = {},
): string {
  return [
    "Transform: AWS::Serverless-2016-10-31",
    ...head,
    "Resources:",
    "  Worker:",
    "    Type: AWS::Serverless::Function",
    "    Properties:",
    ...indented(fn, 6),
    "      Events:",
    "        Source:",
    `          Type: ${type}`,
    "          Properties:",
    ...indented(properties, 12),
    ...indented(resources, 2),
    "",
  ].join("\n");
}

/** A template of a function and its event source mapping in plain CloudFormation. */
export function withMapping(
  properties: readonly string[],
  { fn = [], resources = [], head = [] }: WithEvent = {},
): string {
  return [
    ...head,
    "Resources:",
    "  Worker:",
    "    Type: AWS::Lambda::Function",
    "    Properties:",
    "      Handler: index.handler",
    ...indented(fn, 6),
    "  Mapping:",
    "    Type: AWS::Lambda::EventSourceMapping",
    "    Properties:",
    "      FunctionName: !Ref Worker",
    ...indented(properties, 6),
    ...indented(resources, 2),
    "",
  ].join("\n");
}

interface WithEvent {
  /** Lines below the function's `Properties`. */
  readonly fn?: readonly string[];
  /** Lines below `Resources`. */
  readonly resources?: readonly string[];
  /** Lines above `Resources`. */
  readonly head?: readonly string[];
}

function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.flatMap((it) => it.split("\n")).map((it) => " ".repeat(columns) + it);
}
