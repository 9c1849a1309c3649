import type { CommandLine, CommandSpec, OptionSpec } from "./commandLine.js";

export const CHECK_FORMATS = ["text", "json", "sarif", "github", "junit"] as const;
export const EXPLAIN_FORMATS = ["text", "json", "policy"] as const;
export const RULES_FORMATS = ["text", "json"] as const;

const COLOUR = {
  color: { type: "boolean", description: "Colour the output even where it is no terminal." },
  "no-color": { type: "boolean", description: "Never colour the output. NO_COLOR and FORCE_COLOR are respected." },
} as const satisfies Record<string, OptionSpec>;

const PARAMETER = {
  type: "string",
  value: "NAME=VALUE",
  multiple: true,
  description: "Value of a template parameter; it decides conditions. Can be repeated.",
} as const satisfies OptionSpec;

export const check = {
  name: "check",
  summary: "Report what would fail at deploy or at run time",
  positionals: "[path...]",
  details: `Paths are folders, searched for templates, or templates. Without a path, the working directory is checked.
Exit code: 0 nothing found at or above --fail-on, 1 findings, 2 wrong usage or an internal error.`,
  options: {
    format: {
      type: "string",
      value: CHECK_FORMATS.join("|"),
      description: "How to print the findings. Default: text.",
    },
    "min-severity": {
      type: "string",
      value: "SEVERITY",
      description: "Least severity to show: hint, information, warning or error. Default: information.",
    },
    "fail-on": { type: "string", value: "SEVERITY", description: "Least severity that fails. Default: warning." },
    date: {
      type: "string",
      value: "YYYY-MM-DD",
      description: "The day to check for, as runtimes are deprecated by date. Default: today.",
    },
    baseline: {
      type: "string",
      value: "FILE.json",
      optionalValue: /\.json$/i,
      description: "Leave out the findings that a baseline counts. Default file: lamplight-baseline.json.",
    },
    "update-baseline": { type: "boolean", description: "Write the findings there are to the baseline, and succeed." },
    fix: { type: "boolean", description: "Apply the fixes that cannot change what the program means." },
    parameter: PARAMETER,
    ...COLOUR,
  },
} as const satisfies CommandSpec;

export const explain = {
  name: "explain",
  summary: "Show what Lamplight understands of each function",
  positionals: "[path]",
  details: "The path is a folder or a template. Without one, the working directory is explained.",
  options: {
    function: { type: "string", value: "ID", description: "Logical id of the only function to explain." },
    format: { type: "string", value: EXPLAIN_FORMATS.join("|"), description: "How to print it. Default: text." },
    parameter: PARAMETER,
    ...COLOUR,
  },
} as const satisfies CommandSpec;

export const event = {
  name: "event",
  summary: "Print an event as AWS would send it to a function",
  positionals: "SOURCE [path]",
  details: `Sources: api (rest-api or http-api, whichever the function has), rest-api, http-api, function-url, sqs, sns, s3,
dynamodb, kinesis, schedule, eventbridge, alarm, cognito-pre-sign-up, cognito-post-confirmation, viewer-request,
origin-request, origin-response, viewer-response.
With --function, the event is one that the function's own trigger sends: its route, queue, bucket, keys or pattern.
The path is a folder or a template to find the function in. Without one, it is the working directory.`,
  options: {
    function: { type: "string", value: "ID", description: "Logical id of the function to make the event for." },
    template: { type: "string", value: "PATH", description: "The template of the function, where several name it." },
    set: {
      type: "string",
      value: "PATH=VALUE",
      multiple: true,
      description: "Set a value: body.orderId=1, Records[0].body=hello. Goes on into JSON in text. Can be repeated.",
    },
    parameter: PARAMETER,
  },
} as const satisfies CommandSpec;

export const invoke = {
  name: "invoke",
  summary: "Run a function on this machine",
  positionals: "FUNCTION [path]",
  details: `FUNCTION is a logical id of a template under the path; without a path, under the working directory.
The payload is printed on standard output, the log on standard error. Calls to AWS are blocked and reported,
unless --profile or --endpoint says where they go.
Exit code: 0, 1 when the function failed, 2 wrong usage or an internal error.`,
  options: {
    event: {
      type: "string",
      value: "FILE|-|SOURCE",
      description:
        "A file, standard input, or a source as in lamplight event. Default: what the function's first trigger sends.",
    },
    template: { type: "string", value: "PATH", description: "The template, where several declare the function." },
    "env-file": { type: "string", value: "FILE", description: "Variables that win over those of the template." },
    inherit: {
      type: "string",
      value: "NAME",
      multiple: true,
      description: "Variable of your own environment that the function is given. Can be repeated.",
    },
    profile: { type: "string", value: "NAME", description: "Let calls reach AWS, with the credentials of a profile." },
    endpoint: { type: "string", value: "URL", description: "Lead calls to DynamoDB Local, LocalStack, a mock." },
    timeout: {
      type: "string",
      value: "SECONDS|none",
      description: "How long it may run. Default: as the template says.",
    },
    "strict-memory": {
      type: "boolean",
      description: "End it at its memory size, without an allowance for this machine.",
    },
    node: {
      type: "string",
      value: "PATH",
      description: "The Node.js to run it with. Default: the one that fits best.",
    },
    python: {
      type: "string",
      value: "PATH",
      description: "The Python to run it with. Default: the one that fits best.",
    },
    parameter: PARAMETER,
    ...COLOUR,
  },
} as const satisfies CommandSpec;

export const rules = {
  name: "rules",
  summary: "List the rules",
  positionals: "",
  details: "The severity of a rule or of a group is set in .lamplight.json at the root of the project.",
  options: {
    format: { type: "string", value: RULES_FORMATS.join("|"), description: "How to print them. Default: text." },
    ...COLOUR,
  },
} as const satisfies CommandSpec;

export const lsp = {
  name: "lsp",
  summary: "Serve an editor over the Language Server Protocol",
  positionals: "",
  details: "For editors other than VS Code, whose extension brings its own server.",
  options: {
    stdio: { type: "boolean", description: "Speak over standard input and output. Required." },
    clientProcessId: { type: "string", value: "PID", description: "The editor's process.", hidden: true },
  },
} as const satisfies CommandSpec;

export const COMMANDS: readonly CommandSpec[] = [check, explain, event, invoke, rules, lsp];

/** What `--color` and `--no-color` say; the latter wins. */
export function colourOption(line: CommandLine): boolean | undefined {
  if (line.has("no-color")) return false;
  return line.has("color") ? true : undefined;
}

/** The help of a command, or of the program. */
export function help(command: CommandSpec | undefined): string {
  if (!command) {
    return `Lamplight finds what AWS would reject or break in Lambda projects, before a deploy.

Usage: lamplight <command> [options]

Commands:
${table(COMMANDS.map((it) => [it.name, it.summary]))}

Options:
${table([
  ["--help", "Show the help of the program or of a command."],
  ["--version", "Show the version."],
])}

Run lamplight <command> --help for the options of a command.
`;
  }
  const options = Object.entries<OptionSpec>(command.options).filter(([, it]) => !it.hidden);
  return `${command.summary}

Usage: lamplight ${[command.name, command.positionals, "[options]"].filter((it) => it !== "").join(" ")}

${command.details}

Options:
${table([...options.map(([name, it]) => [usageOf(name, it), it.description] as const), ["--help", "Show this help."]])}
`;
}

function usageOf(name: string, { value, optionalValue }: OptionSpec): string {
  if (value === undefined) return `--${name}`;
  return optionalValue ? `--${name} [${value}]` : `--${name} ${value}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(28, Math.max(...rows.map(([name]) => name.length)));
  return rows
    .map(([name, text]) =>
      name.length > width ? `  ${name}\n  ${" ".repeat(width)}  ${text}` : `  ${name.padEnd(width)}  ${text}`,
    )
    .join("\n");
}
