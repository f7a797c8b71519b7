/** `OLLAMA_MAX_QUEUE`: chats that may wait for a slot. */
const queueMax = 512;

export type Slots = {
  /** Most slots taken at the same time so far. */
  readonly mostTaken: number;
  /** Waits for a slot and gives what frees it; `undefined` when too many wait. Throws when the client goes away first. */
  take(gone: AbortSignal): Promise<(() => void) | undefined>;
};

/** The server's `OLLAMA_NUM_PARALLEL`: so many answers at once, the others wait in their order. */
export function createSlots(parallel: number): Slots {
  const queue: (() => void)[] = [];
  let taken = 0;
  let mostTaken = 0;

  function start(): () => void {
    taken += 1;
    mostTaken = Math.max(mostTaken, taken);
    let isFreed = false;
    return () => {
      if (isFreed) return;
      isFreed = true;
      taken -= 1;
      queue.shift()?.();
    };
  }

  function wait(gone: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.splice(queue.indexOf(enter), 1);
        reject(gone.reason);
      };
      const enter = () => {
        gone.removeEventListener("abort", leave);
        resolve(start());
      };
      queue.push(enter);
      gone.addEventListener("abort", leave, { once: true });
    });
  }

  return {
    get mostTaken() {
      return mostTaken;
    },
    async take(gone) {
      gone.throwIfAborted();
      if (taken < parallel) return start();
      return queue.length < queueMax ? wait(gone) : undefined;
    },
  };
}
