/** A variable that the template sets. A function that lacks it fails when it starts, not at its first order. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`environment variable not set: ${name}`);
  return value;
}
