/** Events in the order in which they came, taken one at a time by the one who waits. */
export class Mailbox<T> {
  private readonly items: T[] = [];
  private waiting: ((item: T) => void) | undefined;

  put(item: T): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting) waiting(item);
    else this.items.push(item);
  }

  take(): Promise<T> {
    const [first] = this.items.splice(0, 1);
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }
}
