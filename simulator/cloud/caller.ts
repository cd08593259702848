/** Whoever waits for an answer, and may go away before it. */
export interface Caller {
  /** The connection. */
  getPeer(): string;
  on(event: "cancelled", listener: () => void): unknown;
}
