import data from "./runtimes.json";

/** A value of `Runtime`, and the three days on which AWS gives it up. */
export interface Runtime {
  readonly id: string;
  readonly family: string;
  readonly status: "supported" | "preview";
  /** From this day on: no security patches, no support. */
  readonly deprecated?: string | undefined;
  /** From this day on no function can be created with it. */
  readonly blockCreate?: string | undefined;
  /** From this day on no function with it can be updated. */
  readonly blockUpdate?: string | undefined;
  /** The runtime to move to, when there is a later one of the same kind. */
  readonly successor?: string | undefined;
  readonly snapStart?: boolean | undefined;
  /** False when handlers `(event, context, callback)` are refused. */
  readonly callbacks?: boolean | undefined;
  readonly source: string;
  readonly date: string;
}

/** The runtimes of one language. */
interface RuntimeFamily {
  readonly id: string;
  readonly name: string;
  /** What the whole id of a runtime of the family matches, known or not. */
  readonly pattern: string;
  /** The runtime to recommend. */
  readonly current: string;
  /** Languages of source files that it runs, as far as they are analysed. */
  readonly languages: readonly string[];
  readonly inlineCode: boolean;
}

export const runtimes = data.runtimes as readonly Runtime[];

export const runtimeFamilies: readonly RuntimeFamily[] = data.families;

/** The day on which the table was compiled. */
export const runtimesDate: string = data.date;

const byId: ReadonlyMap<string, Runtime> = new Map(runtimes.map((it) => [it.id, it]));

export function runtimeOf(id: string): Runtime | undefined {
  return byId.get(id);
}

/**
 * The newest runtime of a family that AWS supports on a day, previews left out; the recommended one on a day when it
 * supports none that is known.
 * @throws when there is no such family, which is a bug of the caller
 */
export function newestRuntime(familyId: string, date: string): string {
  const family = runtimeFamilies.find((it) => it.id === familyId);
  if (!family) throw new Error(`no such family: ${familyId}`);
  const isCurrent = ({ status, deprecated }: Runtime) =>
    status === "supported" && (deprecated === undefined || deprecated > date);
  return runtimes.find((it) => it.family === familyId && isCurrent(it))?.id ?? family.current;
}

/** The family of a known runtime, or the one whose names look like this. */
export function familyOf(id: string): RuntimeFamily | undefined {
  const family = byId.get(id)?.family;
  return runtimeFamilies.find((it) => (family ? it.id === family : new RegExp(`^${it.pattern}$`).test(id)));
}

/** What happens to a runtime and when, for a hover: sentences in Markdown. */
export function lifecycleText(id: string, date: string): string | undefined {
  const runtime = byId.get(id);
  if (!runtime) return undefined;
  if (runtime.status === "preview") return `\`${id}\` is a preview without a service level agreement.`;
  const { deprecated, blockCreate, blockUpdate, successor } = runtime;
  if (!deprecated || !blockCreate || !blockUpdate) return `\`${id}\` is supported; no end is announced.`;
  const steps = [
    `deprecated ${moment(deprecated, date)}`,
    `no new functions ${moment(blockCreate, date)}`,
    `no updates ${moment(blockUpdate, date)}`,
  ];
  const advice = successor && deprecated <= date ? ` Move to \`${successor}\`.` : "";
  return `\`${id}\`: ${steps.join(", ")}.${advice}`;
}

/** Days from one `YYYY-MM-DD` to another, negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

function moment(day: string, date: string): string {
  const days = daysBetween(date, day);
  return days > 0 ? `from ${day} (in ${days} ${days === 1 ? "day" : "days"})` : `since ${day}`;
}
