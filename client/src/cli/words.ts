import { closest } from "../../../server/src/rules/closest.js";

/** `1 error`, `2 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The words after an unknown name: what was probably meant, or else what there is. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const [nearest] = closest(word, candidates);
  return nearest === undefined ? `use one of ${candidates.join(", ")}` : `did you mean ${nearest}?`;
}

const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1F9FF}\u{20000}-\u{3FFFD}]/u;
const WITHOUT_WIDTH = /\p{M}|[\u200B-\u200F]/u;

/** How many columns a character takes on a screen. */
export function columnsOf(character: string): number {
  return WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

// Characters that could steer a terminal, or make text read in another order than it is written.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** Text from a file, safe to print on one line. */
export function printable(text: string): string {
  return text.replace(CONTROL, (it) => {
    if (it === "\t" || it === "\n" || it === "\r") return " ";
    return it < " " ? String.fromCharCode(0x2400 + it.charCodeAt(0)) : "\uFFFD";
  });
}
