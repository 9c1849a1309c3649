/** What is wrong with a schedule expression, for certain. */
export interface ScheduleProblem {
  /** Unix cron where AWS has its own, a rate, or anything else. */
  readonly family: "grammar" | "unix" | "rate";
  /** As a sentence without its period: "`61` is no minute, which is 0 to 59". */
  readonly reason: string;
  /** The failing part within the expression; absent for the whole. */
  readonly span?: { readonly start: number; readonly end: number } | undefined;
  /** Documented, and not enforced by AWS. */
  readonly unenforced?: boolean | undefined;
  /** The whole expression as it must have been meant. */
  readonly correction?: ScheduleCorrection | undefined;
}

export interface ScheduleCorrection {
  readonly text: string;
  /** There is nothing else that it can have been. */
  readonly sure: boolean;
}
