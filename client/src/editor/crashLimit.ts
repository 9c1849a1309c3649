import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type ErrorHandlerResult,
} from "vscode-languageclient/node";

const RESTARTS = 4;
const WINDOW_MS = 3 * 60 * 1000;

/** Starts a crashed server again, but not one that crashes over and over. Never a notification: `handled` sees to that. */
export class CrashLimit implements ErrorHandler {
  private crashes: number[] = [];

  constructor(
    private readonly gaveUp: () => void,
    private readonly now: () => number = Date.now,
  ) {}

  error(): ErrorHandlerResult {
    return { action: ErrorAction.Continue, handled: true };
  }

  closed(): CloseHandlerResult {
    const now = this.now();
    this.crashes = [...this.crashes.filter((it) => now - it < WINDOW_MS), now];
    if (this.crashes.length <= RESTARTS) return { action: CloseAction.Restart, handled: true };

    this.gaveUp();
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  /** A restart that was asked for begins a new count. */
  forget(): void {
    this.crashes = [];
  }
}
