import type { Sample } from "./measure.js";

/** What a figure is compared with. */
export interface Comparison {
  /** `1.2 / 1.3 x node -e 0`. */
  readonly ratio?: string;
  readonly required?: string;
  readonly aim?: string;
}

const WIDTHS = [58, 26, 40, 12] as const;

export function header(subject: string): void {
  console.log(`\n${subject}`);
  line(["figure", "min / median", "ratio, same run", "required", "aim"]);
}

export function row(figure: string, value: string, { ratio = "", required = "", aim = "" }: Comparison = {}): void {
  line([figure, value, ratio, required, aim]);
}

export function milliseconds({ min, median }: Sample): string {
  return `${precise(min)} / ${precise(median)} ms`;
}

/** How many times as long it takes. */
export function timesAsLong(sample: Sample, other: Sample, name: string): string {
  return `${(sample.min / other.min).toFixed(2)} / ${(sample.median / other.median).toFixed(2)} x ${name}`;
}

/** How many times as fast it is. */
export function timesAsFast(sample: Sample, other: Sample, name: string): string {
  return timesAsLong(other, sample, name);
}

function precise(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

function line(cells: readonly string[]): void {
  console.log(
    cells
      .map((it, index) => it.padEnd(WIDTHS[index] ?? 0))
      .join(" ")
      .trimEnd(),
  );
}
