/** Time as policies see it. Tests and simulations hand in one of their own. */
export interface Clock {
  /** Milliseconds since some moment; never runs backwards. */
  now(): number;
  /**
   * Calls once, `delayMs` from now.
   *
   * @returns Cancels the call; afterwards nothing of it is left.
   */
  after(delayMs: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
