import { parseArgs } from "node:util";
import { UsageError } from "./usageError.js";
import { suggestion } from "./words.js";

export interface OptionSpec {
  readonly type: "string" | "boolean";
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly description: string;
  readonly multiple?: boolean;
  /** The value may be left out; only `--name=value` and values that match are taken as one. */
  readonly optionalValue?: RegExp;
  /** For programs that call this one: not in the help. */
  readonly hidden?: boolean;
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** The positional arguments, for the help. */
  readonly positionals: string;
  readonly details: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** The arguments of one command, known to be of its options. */
export class CommandLine {
  constructor(
    readonly positionals: readonly string[],
    private readonly values: ReadonlyMap<string, readonly string[]>,
  ) {}

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The value of an option; the last when it was given more than once, undefined when not or without a value. */
  text(name: string): string | undefined {
    return this.values.get(name)?.at(-1) || undefined;
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** @throws UsageError for a value that is not among the choices */
  choice<T extends string, D extends T | undefined>(name: string, choices: readonly T[], otherwise: D): T | D {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    const choice = choices.find((it) => it === value);
    if (choice === undefined) throw new UsageError(`--${name} cannot be ${value}: use one of ${choices.join(", ")}`);
    return choice;
  }
}

/** @throws UsageError */
export function parseCommandLine(spec: CommandSpec, args: readonly string[]): CommandLine {
  const options = { ...spec.options, ...HELP };
  const { tokens } = parseArgs({
    args: withOptionalValues(options, args),
    options: Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }])),
    strict: false,
    tokens: true,
  });
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const name = token.rawName === "-h" ? "help" : token.name;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option || !(token.rawName.startsWith("--") || token.rawName === "-h"))
      throw unknownOption(spec, token.rawName);
    values.set(name, [...(values.get(name) ?? []), optionValue(spec, name, option, token)]);
  }
  return new CommandLine(positionals, values);
}

const HELP: Readonly<Record<string, OptionSpec>> = { help: { type: "boolean", description: "Show this help." } };

/** `--name` of an option whose value may be left out becomes `--name=value`, with an empty value where none follows. */
function withOptionalValues(options: Readonly<Record<string, OptionSpec>>, args: readonly string[]): string[] {
  const res: string[] = [];
  let taken = false;
  for (const [index, arg] of args.entries()) {
    if (arg === "--") return [...res, ...args.slice(index)];
    const optionalValue = arg.startsWith("--") ? options[arg.slice(2)]?.optionalValue : undefined;
    const next = args[index + 1];
    if (taken) taken = false;
    else if (!optionalValue) res.push(arg);
    else {
      taken = next !== undefined && !next.startsWith("-") && optionalValue.test(next);
      res.push(`${arg}=${taken ? next : ""}`);
    }
  }
  return res;
}

function optionValue(
  spec: CommandSpec,
  name: string,
  option: OptionSpec,
  { value, inlineValue }: { readonly value?: string | undefined; readonly inlineValue?: boolean | undefined },
): string {
  if (option.type === "boolean") {
    if (value === undefined) return "";
    throw new UsageError(`--${name} takes no value, but got ${value}: write --${name} alone`);
  }
  if (option.optionalValue) return value ?? "";
  // A dash alone is standard input.
  if (value === undefined || value === "" || (!inlineValue && /^-./.test(value))) {
    throw new UsageError(`--${name} needs a value: --${name} ${option.value} (see lamplight ${spec.name} --help)`);
  }
  return value;
}

function unknownOption(spec: CommandSpec, given: string): UsageError {
  const names = Object.entries({ ...spec.options, ...HELP }).flatMap(([name, it]) => (it.hidden ? [] : [`--${name}`]));
  return new UsageError(
    `lamplight ${spec.name} has no option ${given}: ${suggestion(given, names)} (see lamplight ${spec.name} --help)`,
  );
}
