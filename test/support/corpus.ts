import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface SampleFile {
  /** Relative to the folder that the samples are taken from, with forward slashes. */
  readonly name: string;
  readonly text: string;
}

/** Templates of public projects, which stand beside the repository where Lamplight is developed. */
const CORPUS = path.resolve("..", "shared", "corpus");

const TEMPLATE = /\.(ya?ml|json|template)$/;
const SOURCE = /\.(m?[jt]s|py)$/;
const FUNCTION = /AWS::(Serverless|Lambda)::Function/;

/** Templates with functions: those of the corpus, or of the examples where there is no corpus. */
export function sampleTemplates(): readonly SampleFile[] {
  const folder = existsSync(CORPUS) ? CORPUS : path.resolve("examples");
  return filesBelow(folder, TEMPLATE).filter(({ text }) => FUNCTION.test(text));
}

/** The files of an example that say something about its functions. */
export function exampleFiles(name: string): readonly SampleFile[] {
  return [TEMPLATE, SOURCE].flatMap((it) => filesBelow(path.resolve("examples", name), it));
}

function filesBelow(folder: string, pattern: RegExp): readonly SampleFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((it) => it.replaceAll(path.sep, "/"))
    .filter((it) => pattern.test(it))
    .sort()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), "utf8") }));
}
