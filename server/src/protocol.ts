/** Custom requests and notifications between the client and the server, and the types that they carry. */

/** What the server tells the status item, as notification `lamplight/status`. */
export interface Status {
  readonly kind: "idle" | "analysing" | "failed";
  readonly templates: number;
  readonly functions: number;
  /** For `failed`: what broke. */
  readonly message?: string | undefined;
}

export const STATUS_NOTIFICATION = "lamplight/status";
