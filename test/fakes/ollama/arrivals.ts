/** Things that arrive one by one and are each handed out once, in their order, to whoever asks next. */
export type Arrivals<T> = {
  arrive(thing: T): void;
  /** The first thing nobody was given yet, at once or when it arrives. Rejects when the double is closed. */
  next(): Promise<T>;
  close(): void;
};

/** Things nobody asked for that are kept; older ones are forgotten. */
const waitingMax = 10_000;

export function createArrivals<T>(): Arrivals<T> {
  const waiting: T[] = [];
  const askers: PromiseWithResolvers<T>[] = [];
  return {
    arrive(thing) {
      const asker = askers.shift();
      if (asker !== undefined) return asker.resolve(thing);
      waiting.push(thing);
      if (waiting.length > waitingMax) waiting.shift();
    },
    next() {
      if (waiting.length > 0) return Promise.resolve(waiting.shift() as T);
      const asker = Promise.withResolvers<T>();
      // A test that failed for another reason waits no longer for this one.
      asker.promise.catch(() => undefined);
      askers.push(asker);
      return asker.promise;
    },
    close() {
      for (const { reject } of askers.splice(0)) reject(new Error("the Ollama double was closed"));
    },
  };
}
