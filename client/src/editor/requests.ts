/** The language server, as far as features of the editor ask it. */
export interface Requests {
  /** @throws when the server does not run or cannot answer */
  ask<P, R>(method: string, params: P): Promise<R>;
}
