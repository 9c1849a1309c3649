/** Files of a handler as they grow: 30 of them, 110 KB, with enums and imports through a path alias. */
export const FILES = 30;
const BYTES = 110_000;

/** The file that is saved while the handler is worked on: half way down the imports. */
export const SAVED_FILE = "src/steps/step15.ts";

export function generateHandler(): Readonly<Record<string, string>> {
  const steps = Array.from({ length: FILES - 1 }, (_, index) => index + 1);
  return {
    "tsconfig.json": JSON.stringify({
      compilerOptions: { target: "es2022", module: "commonjs", strict: true, paths: { "@app/*": ["./src/*"] } },
    }),
    "src/handler.ts": handler(steps),
    ...Object.fromEntries(steps.map((it) => [`src/steps/step${it}.ts`, step(it, "first")])),
  };
}

/** The text of the saved file; the handler answers with the word. */
export function savedText(word: string): string {
  return step(15, word);
}

function handler(steps: readonly number[]): string {
  const direct = steps.filter((it) => it % 3 === 0);
  return `${direct.map((it) => `import { price${it}, word${it} } from "@app/steps/step${it}";\n`).join("")}
export interface Order {
  readonly id: string;
  readonly quantity: number;
}

export const handler = async ({ quantity = 1 }: Partial<Order>): Promise<{ total: number; word: string }> => {
  const total = ${direct.map((it) => `price${it}(quantity)`).join(" + ")};
  return { total, word: word15 };
};
`;
}

/** Each third one imports the two before it, so that the handler reaches them all. */
function step(index: number, word: string): string {
  const imported = index % 3 === 0 ? [index - 1, index - 2] : [];
  const head = `${imported.map((it) => `import { price${it} } from "@app/steps/step${it}";\n`).join("")}
export const word${index} = "${word}";

export enum Status${index} {
  Open = "OPEN",
  Paid = "PAID",
  Sent = "SENT",
}

export function price${index}(quantity: number): number {
  const own = lines${index}.filter((it) => it.status !== Status${index}.Sent).length * quantity;
  return own${imported.map((it) => ` + price${it}(quantity)`).join("")};
}

interface Line${index} {
  readonly sku: string;
  readonly status: Status${index};
}

const lines${index}: Line${index}[] = [];
`;
  return head + functions(index, BYTES / FILES - head.length);
}

function functions(index: number, bytes: number): string {
  let res = "";
  for (let number = 0; res.length < bytes; number += 1) {
    res += `
export class Rule${number}Of${index} {
  constructor(private readonly limit: number, readonly status: Status${index} = Status${index}.Open) {}

  check(line: Line${index} | undefined): string | undefined {
    if (line?.status !== this.status) return undefined;
    return line.sku.length > this.limit ? \`\${line.sku} is longer than \${this.limit}\` : undefined;
  }
}
`;
  }
  return res;
}
