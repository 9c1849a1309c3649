/** What the user gave cannot be worked with. The message says what, why and what to do; the command ends with 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
