/** What stands between the head and the body of a response that is streamed to HTTP. Source: Lambda's runtime client, 2026-11. */
const DELIMITER = "\0".repeat(8);

/** A payload for people: JSON with line breaks; of a response that is streamed to HTTP its head, and then its body. */
export function readablePayload(payload: string): string {
  const end = payload.indexOf(DELIMITER);
  if (end === -1) return indented(payload);
  return `${indented(payload.slice(0, end))}\n\n${indented(payload.slice(end + DELIMITER.length))}`;
}

/** What a streaming function wrote need not be JSON. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
