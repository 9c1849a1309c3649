/** Bytes of the event of a synchronous invocation, 6 MB. Source: Lambda quotas, 2026-11. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** Why a text cannot be the event of an invocation; undefined for one that can. */
export function eventProblem(text: string): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_EVENT_BYTES) return oversizeProblem(bytes);
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const where = text.trim() === "" ? "it is empty" : error instanceof Error ? error.message : String(error);
    return `the event is not JSON, correct it: ${where}`;
  }
}

/** The text without the mark that some editors put before UTF-8, and that JSON takes for an error. */
export function unmarked(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

/** Also for a file that is better not read at all. */
export function oversizeProblem(bytes: number): string {
  const size = (bytes / 1024 / 1024).toFixed(1);
  return `the event has ${size} MB, and Lambda takes 6 MB in an invocation: make it smaller, or pass a reference to the data`;
}
