/** The file of a project's baseline unless another is named. */
export const BASELINE_FILE = "lamplight-baseline.json";

/** How many findings of each rule were accepted in each file. Files are relative to the baseline's folder. */
export type Baseline = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What a baseline looks at in a finding. */
export interface Counted {
  /** Relative to the baseline's folder. */
  readonly file: string;
  readonly rule: string;
}

/** A text that is no baseline. The message names the file and says what to do. */
export class InvalidBaseline extends Error {}

/** @throws InvalidBaseline for a text that is no baseline; `name` is the file as the user knows it */
export function parseBaseline(text: string, name: string): Baseline {
  const files = recordOf(recordOf(parseJson(text))?.["findings"]);
  if (!files) throw invalid(name, 'it has no "findings"');
  const entries = Object.entries(files).map(([file, counts]) => {
    const rules = Object.entries(recordOf(counts) ?? {});
    const known = rules.filter((it): it is [string, number] => Number.isInteger(it[1]));
    if (!recordOf(counts) || known.length < rules.length) throw invalid(name, `the counts of "${file}" are no numbers`);
    return [file, new Map(known)] as const;
  });
  return new Map(entries);
}

/** What a baseline does not count. More findings of a rule in a file than it counts are all shown. */
export function beyondBaseline<T>(
  findings: readonly T[],
  baseline: Baseline,
  counted: (finding: T) => Counted,
): readonly T[] {
  const present = countFindings(findings.map(counted));
  return findings.filter((it) => {
    const { file, rule } = counted(it);
    return (present.get(file)?.get(rule) ?? 0) > (baseline.get(file)?.get(rule) ?? 0);
  });
}

export function countFindings(findings: readonly Counted[]): Baseline {
  const res = new Map<string, Map<string, number>>();
  for (const { file, rule } of findings) {
    const counts = res.get(file) ?? new Map<string, number>();
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
    res.set(file, counts);
  }
  return res;
}

/** Sorted, so that the same findings give the same text and a change of one finding is a change of one line. */
export function printBaseline(baseline: Baseline): string {
  const findings = sorted(baseline).map(([file, counts]) => [file, Object.fromEntries(sorted(counts))]);
  return `${JSON.stringify({ version: 1, findings: Object.fromEntries(findings) }, undefined, 2)}\n`;
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function invalid(name: string, why: string): InvalidBaseline {
  return new InvalidBaseline(
    `${name} is not a baseline: ${why}; name another file, or remove it and run lamplight check --update-baseline`,
  );
}
