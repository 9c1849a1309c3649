import { createHash } from "node:crypto";

/** Hexadecimal digits that are always the same for a seed. */
export function hex(seed: string, length: number): string {
  let res = "";
  for (let round = 0; res.length < length; round++) res += md5(`${seed}${round}`);
  return res.slice(0, length);
}

/** A UUID of version 4 that is always the same for a seed. */
export function uuid(seed: string): string {
  const text = hex(seed, 32);
  return [text.slice(0, 8), text.slice(8, 12), `4${text.slice(13, 16)}`, `a${text.slice(17, 20)}`, text.slice(20)].join(
    "-",
  );
}

/** Letters and digits as in the ids that AWS gives, always the same for a seed. */
export function base64(seed: string, length: number): string {
  return Buffer.from(hex(seed, length * 2), "hex")
    .toString("base64")
    .replaceAll("/", "A")
    .slice(0, length);
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
