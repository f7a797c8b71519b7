/** Hands out lanes in the order they were asked for; whoever finds none free waits. */
export function createLaneQueue<Lane>(lanes: readonly Lane[], { queueMax }: { queueMax: number }) {
  const free = [...lanes];
  const waiting = new Set<(lane: Lane) => void>();

  return {
    /**
     * Waits for a free lane. Every lane taken must be given back.
     *
     * @returns `undefined` if `queueMax` callers wait already.
     * @throws The signal's reason once it is aborted.
     */
    async take(signal: AbortSignal | undefined): Promise<Lane | undefined> {
      signal?.throwIfAborted();
      const lane = free.pop();
      if (lane !== undefined) return lane;
      if (waiting.size >= queueMax) return undefined;
      return new Promise<Lane>((resolve, reject) => {
        const onAbort = (): void => {
          waiting.delete(onLane);
          reject(signal?.reason as Error);
        };
        const onLane = (freed: Lane): void => {
          signal?.removeEventListener("abort", onAbort);
          resolve(freed);
        };
        waiting.add(onLane);
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
    hasWaiting: (): boolean => waiting.size > 0,
    giveBack(lane: Lane): void {
      const [next] = waiting;
      if (next === undefined) {
        free.push(lane);
        return;
      }
      waiting.delete(next);
      next(lane);
    },
  };
}
