import { chmod, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";

/** Writes a file in one step, so that nobody ever reads half of it. A file that exists keeps its mode. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  const mode = await stat(file).then(
    (it) => it.mode & 0o7777,
    () => undefined,
  );
  try {
    await writeFile(temporary, content, { flag: "wx" });
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
