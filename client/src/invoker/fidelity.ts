import type { Plan } from "./planLaunch.js";

/** What a run on this machine has in common with one on Lambda, in one quiet line. */
export function fidelityLine({ launch, language }: Plan): string {
  const { timeout, memorySize, memoryAllowance } = launch;
  const enforced = [...(timeout === Number.POSITIVE_INFINITY ? [] : [`timeout ${timeout} s`]), "payload 6 MB"];
  const memory = memoryAllowance > 0 ? `memory ${memorySize} MB + ${memoryAllowance} MB for ${language}` : "";
  const approximated = [...(memory ? [memory] : []), "/tmp (TMPDIR)"];
  if (!memory) enforced.push(`memory ${memorySize} MB`);
  return [
    `enforced: ${enforced.join(", ")}`,
    `approximated: ${approximated.join(", ")}`,
    "not emulated: CPU share, read-only code folder, network rules",
  ].join("; ");
}
