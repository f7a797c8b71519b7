/** What one of the slots of a batch did. */
type WorkerRecord = { readonly documents: number; readonly busyMs: number };

/**
 * Who worked how much. A batch has slots and no workers with names: each document is written down for the lowest worker
 * that is free, as if one sat at each slot.
 */
export function createWorkerLog() {
  const records: { documents: number; busyMs: number; isBusy: boolean }[] = [];
  let [firstAtMs, lastAtMs] = [Number.POSITIVE_INFINITY, 0];
  return {
    /** @param worker - Whose document it is, from 0, where workers do have names. */
    async track<T>(work: () => Promise<T>, worker?: number): Promise<T> {
      const free = records.findIndex(({ isBusy }) => !isBusy);
      const place = worker ?? (free === -1 ? records.length : free);
      const record = (records[place] ??= { documents: 0, busyMs: 0, isBusy: false });
      record.isBusy = true;
      const beganAtMs = performance.now();
      firstAtMs = Math.min(firstAtMs, beganAtMs);
      try {
        return await work();
      } finally {
        lastAtMs = performance.now();
        record.isBusy = false;
        record.documents += 1;
        record.busyMs += lastAtMs - beganAtMs;
      }
    },
    workers: (): readonly WorkerRecord[] => records,
    /** From the first document begun to the last ended. */
    makespanMs: (): number => lastAtMs - firstAtMs,
  };
}

/** Documents of each worker, and the shares of the makespan that the least and the most busy one worked. */
export function distributionOf({ workers, makespanMs }: ReturnType<typeof createWorkerLog>) {
  const shares = workers().map(({ busyMs }) => busyMs / makespanMs());
  return {
    documents: workers()
      .map(({ documents }) => documents)
      .join(" "),
    leastBusy: Number(Math.min(...shares).toFixed(3)),
    mostBusy: Number(Math.max(...shares).toFixed(3)),
  };
}
