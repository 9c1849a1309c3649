/** A template of one SAM function with these lines below `Properties`. */
export function samFunction(...properties: readonly string[]): string {
  return [
    "Transform: AWS::Serverless-2016-10-31",
    "Resources:",
    "  Orders:",
    "    Type: AWS::Serverless::Function",
    "    Properties:",
    ...properties.map(indented),
    "",
  ].join("\n");
}

/** An indented line and below it a marker at the last mention of one part of it. */
export function marked(line: string, part: string, text: string): string {
  return `${line}\n#${" ".repeat(line.lastIndexOf(part) - 1)}${"^".repeat(part.length)} ${text}`;
}

function indented(lines: string): string {
  return lines
    .split("\n")
    .map((it) => `      ${it}`)
    .join("\n");
}
